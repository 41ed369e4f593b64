import type { Definition } from '../../plays/index.ts'
import { brokenHabit } from '../world/lapses.ts'
import { halves, moreDays, type SamplePlay } from './play.ts'

type Step = Definition['steps'][number]

const askForACall: Extract<Step, { kind: 'action' }> = {
  id: 's1',
  kind: 'action',
  action: 'task',
  settings: {
    title: '{{account.name}}に電話する',
    reason: '日誌が4日以上途切れています。一度途切れると、そのまま使われなくなりがちです。',
    proposal: `- 責めずに「お変わりありませんか」から始める
- 途切れたきっかけ（出荷、しけ、人手）を伺う
- 今日の一行だけ、電話口で一緒に書く`,
    assign: 'owner',
    role: 'csm',
    days: 2,
    minutes: 15,
  },
}

/** What somebody tried once, made a variant: boats are back, and people have time. */
const evening = '夕方にかける'
const callInTheEvening: Step = {
  ...askForACall,
  id: 's4',
  settings: {
    ...askForACall.settings,
    title: '{{account.name}}に夕方電話する',
    proposal: `- 船が戻る夕方四時ごろにかける
- 責めずに「お変わりありませんか」から始める
- その日の一行を、電話口で一緒に書く`,
  },
}
const whenToCall: Step = {
  id: 's5',
  kind: 'split',
  paths: [
    { id: 'p1', name: '提案どおり', share: 50, steps: [askForACall] },
    { id: 'p2', name: evening, share: 50, steps: [callInTheEvening] },
  ],
}

/** Until somebody there writes again. */
const waitForTheLog = (onLimit: 'go_on' | 'end'): Step => ({
  id: 's2',
  kind: 'until',
  condition: {
    kind: 'all',
    of: [{ kind: 'measure', use: { measure: 'events.silence_days' }, asks: { is: 'less', number: 2 } }],
  },
  limit: { amount: 7, unit: 'days' },
  onLimit,
})

const thanks: Step = {
  id: 's3',
  kind: 'action',
  action: 'email',
  settings: {
    to: 'main',
    subject: '先日はお電話でありがとうございました',
    body: `{{contact.name|ご担当者}}様

先日はお忙しいところ、お電話でお話をありがとうございました。

日誌は一行からで大丈夫です。続けにくいところがありましたら、このメールにそのままご返信ください。

{{owner.name|担当}}`,
    whenLimited: 'wait',
  },
}

const outcome = moreDays(0.1)

/** What people did instead: trials of the play. */
const differently: readonly (readonly [minutes: number, note: string])[] = [
  [50, '近くまで行く用事があったので、港で直接お会いして一緒に一行書きました。'],
  [6, '電話ではなく、場長の携帯に短いメッセージを送りました。すぐに返事がありました。'],
  [20, '組合の集まりで声をかけ、同じ悩みの漁場の方に引き合わせました。'],
  [15, '担当の方ではなく、奥様に電話しました。事務の方が代わりに書いてくださることになりました。'],
  [10, '先月の記録をグラフにしてお送りしました。「続きが見たい」と再開されました。'],
  [35, '若い方が入られたと聞き、オンラインで使い方を一緒に確かめました。'],
  [8, '夕方の船の戻りに合わせてかけ直しました。朝より話していただけます。'],
]

/**
 * A call within two days after the log broke off: it does good, most of all in the evening. First every morning by itself and with a mail afterwards; since lately
 * a person chooses, and nothing is mailed.
 */
export const call: SamplePlay = {
  key: 'call',
  name: '日誌が途切れた会社に二日以内に電話する',
  description:
    '日誌が4日途切れたら、二日以内に担当者が電話します。責めずに様子を伺い、一緒に一行書くところまでを目指します。',
  owner: 'first',
  salt: 'umi-call',
  versions: [
    {
      publishedAgo: 101,
      definition: {
        v: 1,
        trigger: { kind: 'schedule', settings: { every: 'day', weekday: '1', monthday: 1, hour: 9 } },
        audience: {
          kind: 'all',
          of: [
            { kind: 'field', field: 'customers.stage', asks: { is: 'one_of', texts: ['active'] } },
            { kind: 'measure', use: { measure: 'events.silence_days' }, asks: { is: 'at_least', number: 5 } },
            {
              kind: 'measure',
              use: { measure: 'events.days_active', window: 28 },
              asks: { is: 'at_least', number: 8 },
            },
          ],
        },
        reentry: { rule: 'never' },
        steps: [whenToCall, waitForTheLog('go_on'), thanks],
        exits: [],
        outcome,
        holdout: halves,
      },
    },
    {
      publishedAgo: 20,
      definition: {
        v: 1,
        trigger: { kind: 'manual', settings: {} },
        audience: null,
        reentry: { rule: 'after_days', days: 14 },
        steps: [whenToCall, waitForTheLog('end')],
        exits: [],
        outcome,
        holdout: halves,
      },
    },
  ],
  starts: {
    event: null,
    who: ({ ago, active, silentDays, activeDays }) => ago >= 20 && active && silentDays >= 5 && activeDays >= 8,
  },
  again: false,
  // Whoever is called as proposed is nearly back after two days, in the evening they do more than before; elsewhere the habit stays
  // broken.
  pull: (arm, days, path) => {
    if (arm !== 'treated' || days < 2) return brokenHabit(days)
    return path === 'p2' ? 1.8 : 0.7
  },
  answers: [
    {
      weight: 12,
      outcome: {
        kind: 'done',
        minutes: 12,
        note: '出荷で手が回らなかったとのこと。電話口で昨日の分を一緒に書きました。',
      },
    },
    {
      weight: 12,
      outcome: { kind: 'done', minutes: 9, note: 'しけで沖に出られなかったそうです。明日から再開されます。' },
    },
    {
      weight: 10,
      outcome: { kind: 'done', minutes: 16, note: '担当の方が休まれていました。代わりの方に書き方をご案内しました。' },
    },
    {
      weight: 10,
      outcome: {
        kind: 'done',
        minutes: 11,
        note: '紙には書いていらっしゃいました。今日の一行だけ、写していただきました。',
      },
    },
    {
      weight: 10,
      outcome: {
        kind: 'done',
        minutes: 14,
        note: 'スマートフォンを替えて入れなくなっていました。その場で入り直していただきました。',
      },
    },
    {
      weight: 8,
      outcome: { kind: 'done', minutes: 8, note: '赤潮の対応で忙しかったとのこと。落ち着いたら再開されるそうです。' },
    },
    { weight: 12, outcome: { kind: 'done', minutes: 7, note: null } },
    { weight: 5, outcome: { kind: 'not_needed', note: 'かける前に記録が再開していました。' } },
    { weight: 4, outcome: { kind: 'not_needed', note: '生簀の入れ替え中で、書くことがない時期でした。' } },
    ...differently.map(([minutes, note]) => ({
      weight: 3,
      outcome: { kind: 'something_else', minutes, note } as const,
    })),
  ],
}
