import type { Tx } from '../../platform/db.ts'
import type { Services } from '../../web/services.ts'
import { type StaffActor, system } from '../activity/index.ts'
import { closeTask, createTask } from '../tasks/index.ts'
import { overrideScores, placeOf, present, type Settled } from './feelings.ts'
import { gather } from './segments.ts'
import type { CourseKind } from './world/course.ts'
import type { Anchor } from './world/days.ts'
import type { Farm } from './world/world.ts'

type Outcome = Parameters<typeof closeTask>[3]

const dayLength = 86_400_000

interface SampleTask {
  /** Whom it is about: the so-manieth farm that takes this course and is still a customer. */
  readonly about: readonly [kind: CourseKind, place: number]
  readonly title: string
  readonly reason: string
  /** Estimated, in minutes. */
  readonly minutes: number
  /** Days from today. */
  readonly dueIn: number
  readonly outcome?: Outcome
}

const tasks: readonly SampleTask[] = [
  { about: ['steady', 6], title: '更新条件のご案内', reason: '来月が更新月です。', minutes: 20, dueIn: 2 },
  {
    about: ['handover', 0],
    title: '新しい担当の方へのあいさつ',
    reason: '給餌担当の方が替わったと聞きました。',
    minutes: 30,
    dueIn: 0,
  },
  {
    about: ['stalling', 0],
    title: '日報の使い方をいっしょに確認する',
    reason: '導入のあと、記録が少なめです。',
    minutes: 30,
    dueIn: 5,
  },
  {
    about: ['loud', 1],
    title: 'アラートの設定を見直す',
    reason: '誤報が多いとのご相談です。',
    minutes: 25,
    dueIn: -1,
  },
  {
    about: ['growing', 1],
    title: '導入後の振り返り',
    reason: '使い方が広がっているので、次の一歩をご相談します。',
    minutes: 40,
    dueIn: -20,
    outcome: { kind: 'done', minutes: 35, note: '出荷計画の機能をご案内し、試していただくことになりました。' },
  },
  {
    about: ['fading', 1],
    title: '記録が止まった理由を伺う',
    reason: '2週間、記録がありません。',
    minutes: 20,
    dueIn: -22,
    outcome: { kind: 'done', minutes: 15, note: '担当の方が忙しく、来月から再開するとのことでした。' },
  },
  {
    about: ['steady', 2],
    title: '他社の見積もりについて伺う',
    reason: '更新の前に、比較の点を確かめます。',
    minutes: 30,
    dueIn: -4,
    outcome: {
      kind: 'something_else',
      minutes: 45,
      note: '電話ではなく現地を訪問し、場長と代表のお二人からお話を伺いました。',
    },
  },
  {
    about: ['loud', 0],
    title: '不具合のご報告への返答',
    reason: '写真の添付に失敗するとのご報告です。',
    minutes: 15,
    dueIn: -10,
    outcome: { kind: 'done', minutes: 10, note: '修正版のご案内をしました。' },
  },
  {
    about: ['quiet', 0],
    title: '利用が少ない理由を伺う',
    reason: '月に数日しか使われていません。',
    minutes: 20,
    dueIn: -23,
    outcome: { kind: 'not_needed', note: '水温の確認だけに使う契約と分かりました。' },
  },
  {
    about: ['handover', 1],
    title: '引き継ぎの打ち合わせ',
    reason: '中心の方が異動されました。',
    minutes: 60,
    dueIn: -30,
    outcome: { kind: 'done', minutes: 70, note: '後任の方に、日報と水温の記録をご覧いただきました。' },
  },
]

/** Segments, tasks and scores by hand, as a team would have made them, so that every page has something to show. */
export async function organise(
  tx: Tx,
  services: Services,
  { farms, anchor }: { readonly farms: readonly Farm[]; readonly anchor: Anchor },
  settled: Settled,
): Promise<void> {
  const { first } = settled.people
  await gather(tx, services, first === null ? system : { kind: 'staff', id: first })
  for (const task of tasks) {
    const farm = present(farms, task.about[0])[task.about[1]]
    const where = farm && placeOf(farm, settled)
    if (where) await makeTask(tx, task, anchor, where)
  }
  await overrideScores(tx, farms, anchor, settled)
}

async function makeTask(
  tx: Tx,
  { title, reason, minutes, dueIn, outcome }: SampleTask,
  anchor: Anchor,
  { accountId, actor }: { readonly accountId: number; readonly actor: StaffActor },
): Promise<void> {
  const due = { day: anchor.today.add({ days: dueIn }).toString() }
  const whom = { accountId, contactId: null, assigneeId: null, timeZone: anchor.timeZone, sample: true }
  const at = new Date(anchor.now - (Math.max(0, -dueIn) + 3) * dayLength)
  const id = await createTask(tx, actor, { ...whom, title, reason, minutes, due, at })
  if (outcome) await closeTask(tx, actor, id, outcome, { at: new Date(anchor.now + dueIn * dayLength) })
}
