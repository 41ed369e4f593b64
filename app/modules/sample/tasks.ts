import type { closeTask } from '../tasks/index.ts'
import type { CourseKind } from './world/course.ts'

export type Outcome = Parameters<typeof closeTask>[3]

export interface SampleTask {
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

/** What the team of the sample has to do, and did. */
export const tasks: readonly SampleTask[] = [
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
  {
    about: ['growing', 2],
    title: '新しく加わった方への使い方のご案内',
    reason: '使う方が増えたので、記録のつけ方をそろえます。',
    minutes: 30,
    dueIn: 1,
  },
  {
    about: ['steady', 4],
    title: '出荷時期の記録についてのご相談',
    reason: '出荷の登録のしかたを知りたいとのことです。',
    minutes: 15,
    dueIn: 0,
  },
  {
    about: ['fading', 2],
    title: '利用が減っている件のご連絡',
    reason: '先月から日報が半分になりました。',
    minutes: 25,
    dueIn: -2,
  },
  {
    about: ['stalling', 1],
    title: '導入の打ち合わせを組み直す',
    reason: '前回は台風で中止になりました。',
    minutes: 30,
    dueIn: 3,
  },
  {
    about: ['growing', 0],
    title: 'プラン変更のお見積もり',
    reason: '使う方が増え、いまのプランの人数に近づいています。',
    minutes: 30,
    dueIn: -6,
    outcome: { kind: 'done', minutes: 25, note: '来月から上のプランにされるとのお返事でした。' },
  },
  {
    about: ['steady', 8],
    title: '半期の振り返り',
    reason: '半年に一度、使い方を一緒に見直します。',
    minutes: 45,
    dueIn: -1,
    outcome: { kind: 'done', minutes: 50, note: 'アラートの設定を二つ追加しました。' },
  },
]
