import type { Tx } from '../../platform/db.ts'
import { allows, only } from '../../web/access.ts'
import { addPerson, colleagues } from '../identity/index.ts'

/** Who looks after the sample's accounts: ids of staff, or nobody. */
export interface SamplePeople {
  readonly first: string | null
  readonly second: string | null
  readonly loader: string | null
  readonly nobody: null
}

const made = [
  { name: '佐々木 伴子（サンプル）', email: 'banko@sample.example' },
  { name: '小林 走（サンプル）', email: 'kakeru@sample.example' },
] as const

/** Makes the two colleagues of the sample company. They have no password, so nobody can sign in as them. */
export async function samplePeople(tx: Tx, loaderId: string | null): Promise<SamplePeople> {
  const add = (person: (typeof made)[number]) =>
    addPerson(tx, { ...person, roles: ['csm'], locale: 'ja', timeZone: 'Asia/Tokyo', sample: true })
  const first = (await add(made[0])) ?? null
  const second = (await add(made[1])) ?? null
  const admin = (await colleagues(tx)).find(person => allows(only('admin'), person))
  return { first, second, loader: loaderId ?? admin?.id ?? null, nobody: null }
}
