import type { Tx } from '../../platform/db.ts'
import { allows, only } from '../../web/access.ts'
import { system } from '../activity/index.ts'
import { addPerson, colleagues, setStrengths } from '../identity/index.ts'

/** Who looks after the sample's accounts: ids of staff, or nobody. */
export interface SamplePeople {
  readonly first: string | null
  readonly second: string | null
  readonly loader: string | null
  readonly nobody: null
}

const made = [
  {
    name: '佐々木 伴子（サンプル）',
    email: 'banko@sample.example',
    strengths: ['給餌の記録', '導入の支援', '話を聞く'],
  },
  {
    name: '小林 走（サンプル）',
    email: 'kakeru@sample.example',
    strengths: ['水質とアラート', '出荷計画', '話を聞く'],
  },
] as const

/** Makes the two colleagues of the sample company. They have no password, so nobody can sign in as them. */
export async function samplePeople(tx: Tx, loaderId: string | null): Promise<SamplePeople> {
  const first = await addColleague(tx, made[0])
  const second = await addColleague(tx, made[1])
  const admin = (await colleagues(tx)).find(person => allows(only('admin'), person))
  return { first, second, loader: loaderId ?? admin?.id ?? null, nobody: null }
}

async function addColleague(tx: Tx, { strengths, ...person }: (typeof made)[number]): Promise<string | null> {
  const id = await addPerson(tx, { ...person, roles: ['csm'], locale: 'ja', timeZone: 'Asia/Tokyo', sample: true })
  if (id === undefined) return null
  await setStrengths(tx, system, id, strengths)
  return id
}
