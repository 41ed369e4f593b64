import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { open, openStage, signInAs } from '../../../../test/cast.ts'
import { paths } from '../../../paths.ts'

const stage = await openStage()
const { db } = stage.services

test('whom to call and why is a file of everybody, in the order of the list, beyond one page', async () => {
  await sql`insert into health.risk_model (status, active) values ('ready', true)`.execute(db)
  await sql`
    insert into customers.account (name, external_id, monthly_amount, currency)
    select case i when 7 then '=SUM(A1)' else '養殖場 ' || i end, 'f' || i, i * 100, case i when 7 then 'USD' else 'JPY' end
    from generate_series(1, 2100) i`.execute(db)
  await sql`
    insert into health.risk (account_id, risk_model_id, probability, reasons)
    select id, (select max(id) from health.risk_model), case external_id when 'f7' then 0.875 else id % 100 / 200.0 end, '[]'
    from customers.account`.execute(db)
  expect((await open(stage, paths.riskExport)).status).not.toBe(200)
  const cookie = await signInAs(stage, 'legal')
  const reply = await open(stage, paths.riskExport, { cookie })
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  const [head, first, ...rest] = (await reply.text()).trimEnd().split('\r\n')
  expect(head).toContain('解約リスク')
  expect(first).toBe("'=SUM(A1),f7,,0.875,,7,USD,")
  expect(rest).toHaveLength(2099)
  const risks = rest.map(line => Number(line.split(',')[3]))
  expect(risks).toEqual(risks.toSorted((a, b) => b - a))
  expect(new Set(rest.map(line => line.split(',')[1])).size).toBe(2099)
  expect(await (await open(stage, paths.risk, { cookie })).text()).toContain(`href="${paths.riskExport}"`)
})
