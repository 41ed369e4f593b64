import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { importText } from './testing.ts'

const stage = await openStage()

test('telco', async () => {
  const t0 = performance.now()
  const text = readFileSync('../shared/data/telco.csv')
  const r = await importText(stage, 'accounts', text)
  console.log(r, performance.now() - t0)
  const { db } = stage.services
  console.log(await db.selectFrom('customers.account').selectAll().limit(1).execute())
  const t1 = performance.now()
  console.log(await importText(stage, 'accounts', text), performance.now() - t1)
})
