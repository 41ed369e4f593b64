import type { Tx } from '../../platform/db.ts'
import type { Actor } from '../activity/index.ts'
import { createModel, type ModelInput } from '../touch/index.ts'
import { nextRenewal } from './contracts.ts'
import { quiet, renewing } from './segments.ts'
import type { SampleTask } from './tasks.ts'
import type { Anchor } from './world/days.ts'
import type { Farm } from './world/world.ts'

type SampleModel = Omit<ModelInput, 'segmentId'>

const ofSegments: readonly (SampleModel & { readonly segment: string })[] = [
  {
    name: '更新が近い大口は人が会う',
    segment: renewing,
    shares: { high: 60, low: 20, tech: 20, community: 0 },
    purposes: {
      high: '場長と代表のお二人と、1年の成果を振り返る',
      low: '更新条件を、決まった流れでご案内する',
      tech: '成果のまとめを届ける',
      community: '',
    },
    minutes: 60,
    note: '更新の60日前から、月に1時間を目安にします。',
  },
  {
    name: '静かになった顧客は声をかける',
    segment: quiet,
    shares: { high: 20, low: 50, tech: 30, community: 0 },
    purposes: {
      high: '',
      low: '打ち手の提案に沿って、止まった理由を伺う',
      tech: 'まず、再開の手がかりを届ける',
      community: '',
    },
    minutes: 20,
    note: '',
  },
]

const everybodyElse: SampleModel = {
  name: 'ふだんはプログラムに任せる',
  shares: { high: 5, low: 10, tech: 80, community: 5 },
  purposes: { high: '', low: '', tech: '使い方の案内と、毎月のまとめを届ける', community: '生産者どうしで教え合う' },
  minutes: 3,
  note: 'ご相談があったときだけ、人が対応します。',
}

/** Says how customers are met, as the sample's team would have; beside models of the company's own, after them. */
export async function meetCustomers(tx: Tx, actor: Actor, segments: ReadonlyMap<string, number>): Promise<void> {
  for (const { segment, ...model } of ofSegments) {
    const segmentId = segments.get(segment)
    if (segmentId === undefined) continue
    await createModel(tx, actor, { ...model, segmentId }, { ...everybodyElse, segmentId: null }, true)
  }
}

/** What the team did by hand at one farm after the other: a program could have. */
export const repeatedTasks: readonly SampleTask[] = [12, 14, 16, 18, 20, 22, 24].flatMap((place, turn) => [
  {
    about: ['steady', place],
    title: '月次レポートの見方のご案内',
    reason: '月次レポートをまだ開いていません。',
    minutes: 15,
    dueIn: -1 - turn * 3,
    outcome: { kind: 'done', minutes: turn % 3 === 2 ? null : 10 + turn, note: '画面を見ながらご案内しました。' },
  },
  {
    about: ['steady', place + 1],
    title: `水温センサーの設定のご案内（${turn + 2}台）`,
    reason: '新しいセンサーが届きました。',
    minutes: 20,
    dueIn: -2 - turn * 4,
    outcome: { kind: 'done', minutes: 15 + 5 * (turn % 2), note: null },
  },
])

const talks = [
  { title: '1年の成果の振り返り', minutes: 75, note: '歩留まりの変化を、場長と代表のお二人にご覧いただきました。' },
  { title: '来期の使い方のご相談', minutes: 50, note: '出荷計画まで広げたいとのことです。' },
  { title: '更新条件のご相談', minutes: 40, note: '据え置きで続けたいとのお返事でした。' },
  { title: '現地での打ち合わせ', minutes: 110, note: '給餌の様子を見せていただきました。' },
  { title: '代表とのご面談', minutes: 60, note: null },
] as const

/** Of the large ones that renew soon the team has seen about every other one. */
export function renewalTalks(
  farms: readonly Farm[],
  anchor: Anchor,
): readonly (readonly [Farm, Omit<SampleTask, 'about'>])[] {
  const renewingSoon = farms.filter(({ contracts, course, startedAgo, yearly }) => {
    const renewal = nextRenewal(anchor.today.subtract({ days: startedAgo }), anchor.today, yearly)
    const large = (contracts.at(-1)?.monthly ?? 0) >= 78_000
    return large && course.leftAgo === undefined && anchor.today.until(renewal).total('days') <= 60
  })
  return renewingSoon
    .filter((_, place) => place % 2 === 0)
    .map((farm, place) => {
      const { title, minutes, note } = talks[place % talks.length] ?? talks[0]
      const outcome = { kind: 'done', minutes: minutes + (place % 3) * 5, note } as const
      const reason = '更新が近づいています。'
      return [farm, { title, reason, minutes: 60, dueIn: -1 - ((place * 5) % 34), outcome }]
    })
}
