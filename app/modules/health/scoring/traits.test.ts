import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { knowTrait, putUsedAccounts, scoresById, threshold } from '../../../../test/support/health.ts'
import { transact } from '../../../platform/db.ts'
import { fill } from '../editing/fill.ts'
import { draftOf } from '../editing/from-definition.ts'
import { pastUses } from '../measured.ts'
import { currentModels, ensureDefaultModel, publishModel } from '../models.ts'
import { defaultDefinition, type ScoredMeasure } from './definition.ts'
import { recomputeScores } from './recompute.ts'

const stage = await openStage()
const { services } = stage
const { db, offers } = services
const system = { kind: 'system' } as const

beforeEach(() => sql`truncate health.model, customers.account restart identity cascade`.execute(db))

async function scoresOf(measure: ScoredMeasure, ...values: readonly unknown[]): Promise<(number | null | undefined)[]> {
  await transact(db, async tx => {
    await ensureDefaultModel(tx, system, 'すべての顧客')
    const [model] = await currentModels(tx)
    const definition = { measures: [measure], bands: { good: 70, care: 40 } }
    if (model)
      await publishModel(tx, system, model, { name: model.name, definition, note: null, basedOn: model.number })
  })
  const accounts = values.map((value, i) => ({ name: `a${i}`, traits: value === undefined ? {} : { seats: value } }))
  await knowTrait(db, 'seats')
  const ids = await putUsedAccounts(db, { today: '2026-11-22' }, ...accounts)
  await transact(db, tx => recomputeScores(tx, services, 'all'))
  const scores = await scoresById(db)
  return ids.map(id => scores.get(id)?.score)
}

const seats = (zero: number, full: number) => ({ ...threshold('customers.trait', zero, full), of: 'seats' })

it('a number of a trait counts, also when it came as text; what is no number is no data', async () => {
  const values = [0, 5, 10, 99, '7', ' 7', 'many', '', null, undefined, [1], { a: 1 }, 1e300]
  const scores = await scoresOf(seats(0, 10), ...values)
  expect(scores).toEqual([0, 50, 100, 100, 70, ...Array(8).fill(null)])
})

it('yes is 1 and no is 0, and the thresholds say which of them is better', async () => {
  expect(await scoresOf(seats(0, 1), true, false)).toEqual([100, 0])
  expect(await scoresOf(seats(1, 0), true, false)).toEqual([0, 100])
})

it('no text is taken for a number because digits of other scripts count as digits somewhere', async () => {
  // Which \d admits where the database compares by ICU; the cast would fail, and with it the scores of everybody.
  const { rows } = await sql`
    select viewname as name from pg_views where schemaname <> 'pg_catalog' and definition like ${'%\\\\d%'}
    union all
    select proname from pg_proc where pronamespace::regnamespace::text <> 'pg_catalog' and prosrc like ${'%\\\\d%'}`.execute(
    db,
  )
  expect(rows).toEqual([])
  expect(await scoresOf(seats(0, 10), '５', '٥', '5')).toEqual([null, null, 50])
})

it('nobody knows what a trait was on a past day, so it is left out there', () => {
  expect(pastUses([seats(0, 10)], offers)).toEqual([undefined])
})

it('the editor asks which trait is meant', () => {
  const begun = draftOf(defaultDefinition, { name: 'すべて' }, offers, 'JPY')
  const row = { measure: 'customers.trait', window: '', scale: 'threshold', zero: '0', full: '9' } as const
  const read = (of: string) =>
    fill({ ...begun, rows: begun.rows.slice(0, 1).map(first => ({ ...first, ...row, of })) }, offers, 'JPY')
  expect([...read(' ').rows.values()]).toEqual([{ field: 'of', key: 'health:model.ofMissing' }])
  expect(read('seats').definition?.measures[0]).toMatchObject({ measure: 'customers.trait', of: 'seats' })
})
