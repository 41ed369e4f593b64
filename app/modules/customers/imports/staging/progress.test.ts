import { expect, test } from 'vitest'
import { openStage } from '../../../../../test/cast.ts'
import { wayTo } from '../../../../../test/support/crowded.ts'
import { importRow, uploaded } from '../../../../../test/support/imports.ts'
import { besidePool } from '../../../../platform/db.ts'
import { Progress, Stopped } from './progress.ts'

const { services } = await openStage()
const { db, database } = services
const way = await wayTo(database.url)

test('what cannot be told for a while is told afterwards, and a stop is heard then', async () => {
  const importId = await uploaded(services, 'id,name\nA,Alpha\n')
  await db.updateTable('customers.import').set({ status: 'running' }).where('id', '=', importId).execute()
  const { version } = await importRow(services, importId)
  let cancelled = 0
  const cancel = async () => {
    cancelled++
  }
  await besidePool(way, 1, async aside => {
    const progress = new Progress({ db: aside, importId, version, signal: new AbortController().signal, cancel })
    await progress.begin('writing', 10)
    way.fill()
    progress.done(5)
    await new Promise(resolve => setTimeout(resolve, 1000))
    expect((await importRow(services, importId)).rows_done).toBe(0)
    way.clear()
    await expect.poll(async () => (await importRow(services, importId)).rows_done, { timeout: 5000 }).toBe(5)
    await db.updateTable('customers.import').set({ stop_asked: true }).where('id', '=', importId).execute()
    await expect.poll(() => cancelled, { timeout: 5000 }).toBeGreaterThan(0)
    expect(() => progress.check()).toThrow(Stopped)
    await progress.end()
  })
})
