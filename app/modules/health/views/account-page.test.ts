import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { open, openStage, signInAs } from '../../../../test/cast.ts'
import { every, putUsedAccounts } from '../../../../test/support/health.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { cancelAccounts } from '../../customers/index.ts'
import { recomputeScores } from '../scoring/recompute.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const csm = await signInAs(stage, 'csm')

const at = (day: string) => setClock(Temporal.Instant.from(`${day}T03:00:00Z`))
const recompute = (id: number) =>
  transact(db, tx => recomputeScores(tx, services, sql`select unnest(${[id]}::bigint[])`))
const health = async (id: number) => (await open(stage, href(paths.accountHealth, { id }), { cookie: csm })).text()

afterAll(() => setClock(undefined))
beforeEach(() => sql`truncate customers.account restart identity cascade`.execute(db))

describe('the health of an account', () => {
  it('that nothing is known of says what it waits for', async () => {
    const [id = 0] = await putUsedAccounts(db, { today: '2026-11-22' }, { name: '静浜水産' })
    expect(await health(id)).toContain('まだ算出できる情報がありません')
  })

  it('that left tells the day, the last score and its course until then, and asks for no judgement', async () => {
    const [id = 0] = await putUsedAccounts(db, { today: '2026-10-12' }, { name: '岬養魚場', used: every(0, 40) })
    for (const day of ['2026-10-02', '2026-10-12']) {
      at(day)
      await recompute(id)
    }
    const present = await health(id)
    expect(present).toContain('action="/accounts/1/sentiments"')
    const score = /class="ring[^>]*>[\s\S]*?<text[^>]*>(\d+)</.exec(present)?.[1]
    at('2026-11-22')
    await transact(db, tx =>
      cancelAccounts(tx, { kind: 'system' }, 'staff', [{ accountId: id, at: new Date('2026-10-12T03:00:00Z') }]),
    )
    await recompute(id)
    const left = await health(id)
    expect(left).toContain('2026年10月12日')
    expect(left).toContain(`最後のスコアは${score}点`)
    expect(left).toContain('<th scope="row">2026年10月12日')
    expect(left).not.toContain('2026年10月13日')
    expect(left).not.toContain('まだ算出できる情報がありません')
    expect(left).not.toContain('action="/accounts/1/sentiments"')
  })
})
