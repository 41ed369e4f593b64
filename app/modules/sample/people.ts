import type { Tx } from '../../platform/db.ts'
import { allows, only } from '../../web/access.ts'
import { system } from '../activity/index.ts'
import { addPerson, colleagues, setStrengths } from '../identity/index.ts'
import type { SampleWords } from './words/words.ts'

/** Who looks after the sample's accounts: ids of staff, or nobody. */
export interface SamplePeople {
  readonly first: string | null
  readonly second: string | null
  readonly loader: string | null
  readonly nobody: null
}

const emails = { first: 'banko@sample.example', second: 'kakeru@sample.example' } as const

/** Makes the two colleagues of the sample company. They have no password, so nobody can sign in as them. */
export async function samplePeople(tx: Tx, words: SampleWords, loaderId: string | null): Promise<SamplePeople> {
  const first = await addColleague(tx, words, 'first')
  const second = await addColleague(tx, words, 'second')
  const admin = (await colleagues(tx)).find(person => allows(only('admin'), person))
  return { first, second, loader: loaderId ?? admin?.id ?? null, nobody: null }
}

async function addColleague(tx: Tx, { people, locale }: SampleWords, who: keyof typeof emails): Promise<string | null> {
  const { name, strengths } = people[who]
  const person = { name, email: emails[who], roles: ['csm'], locale, timeZone: 'Asia/Tokyo', sample: true } as const
  const id = await addPerson(tx, person)
  if (id === undefined) return null
  await setStrengths(tx, system, id, strengths)
  return id
}
