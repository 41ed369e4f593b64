import type { Tx } from '../../platform/db.ts'
import type { Services } from '../../web/services.ts'
import { system } from '../activity/index.ts'
import { createSegment, type Group } from '../segments/index.ts'
import { closeTask, createTask } from '../tasks/index.ts'
import type { Anchor } from './world/days.ts'

const segments: readonly { readonly name: string; readonly description: string; readonly condition: Group }[] = [
  {
    name: '静かになった顧客',
    description: '以前は使っていたのに、この2週間使っていない顧客です。',
    condition: {
      kind: 'all',
      of: [
        { kind: 'measure', use: { measure: 'events.days_active', window: 14 }, asks: { is: 'none' } },
        { kind: 'measure', use: { measure: 'events.days_active', window: 90 }, asks: { is: 'at_least', number: 10 } },
      ],
    },
  },
  {
    name: '更新が近い大口',
    description: 'プロまたは組合プランで、60日以内に更新日を迎える顧客です。',
    condition: {
      kind: 'all',
      of: [
        { kind: 'field', field: 'customers.monthly_amount', asks: { is: 'at_least', number: 78_000 } },
        { kind: 'field', field: 'customers.renews_on', asks: { is: 'next', days: 60 } },
      ],
    },
  },
  {
    name: '真鯛の生産者',
    description: '魚種が真鯛の顧客です。',
    condition: { kind: 'all', of: [{ kind: 'trait', key: '魚種', type: 'text', asks: { is: 'same', text: '真鯛' } }] },
  },
]

const tasks = [
  { farm: 'umi-004', title: '更新条件のご案内', reason: '来月が更新月です。', minutes: 20, dueIn: 2 },
  {
    farm: 'umi-017',
    title: '新しい担当の方へのあいさつ',
    reason: '給餌担当の方が替わったと聞きました。',
    minutes: 30,
    dueIn: 0,
  },
  {
    farm: 'umi-029',
    title: '日報の使い方をいっしょに確認する',
    reason: '導入から1か月、記録が少なめです。',
    minutes: 30,
    dueIn: 5,
  },
  {
    farm: 'umi-052',
    title: '水温アラートの設定をお手伝いする',
    reason: '夏の高水温に備えたいとのご相談です。',
    minutes: 25,
    dueIn: -1,
  },
  {
    farm: 'umi-081',
    title: '導入後の振り返り',
    reason: '3か月たちました。',
    minutes: 40,
    dueIn: -20,
    done: '担当の方と振り返りました。',
  },
] as const

/** Segments and tasks, as a team would have made them, so that every page has something to show. */
export async function organise(
  tx: Tx,
  services: Services,
  anchor: Anchor,
  accounts: ReadonlyMap<string, number>,
): Promise<void> {
  for (const segment of segments) await createSegment(tx, services, system, { ...segment, sample: true })
  for (const task of tasks) {
    const accountId = accounts.get(task.farm)
    if (accountId === undefined) continue
    const due = { day: anchor.today.add({ days: task.dueIn }).toString() }
    const { title, reason, minutes } = task
    const base = {
      title,
      reason,
      minutes,
      due,
      accountId,
      contactId: null,
      assigneeId: null,
      timeZone: anchor.timeZone,
      sample: true,
    }
    const at = new Date(anchor.now - (Math.max(0, -task.dueIn) + 3) * 86_400_000)
    const id = await createTask(tx, system, { ...base, at })
    if (!('done' in task)) continue
    const closedAt = new Date(anchor.now + task.dueIn * 86_400_000)
    await closeTask(tx, system, id, { kind: 'done', minutes: 35, note: task.done }, { at: closedAt })
  }
}
