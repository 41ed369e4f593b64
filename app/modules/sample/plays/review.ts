import { activeOnly, halves, moreDays, type SamplePlay } from './play.ts'

/** New: nothing can be said about it yet. */
export const review: SamplePlay = {
  key: 'review',
  name: '出荷のあとの振り返り',
  description: '出荷を登録した大きめの会社を、翌日、短い振り返りにお招きします。先週から試しています。',
  owner: 'second',
  salt: 'umi-review',
  versions: [
    {
      publishedAgo: 8,
      definition: {
        v: 1,
        trigger: { kind: 'event', settings: { event: '出荷を登録' } },
        audience: {
          kind: 'all',
          of: [
            ...activeOnly.of,
            { kind: 'trait', key: '生簀数', type: 'number', asks: { is: 'at_least', number: 20 } },
          ],
        },
        reentry: { rule: 'never' },
        steps: [
          { id: 's1', kind: 'wait', for: { amount: 1, unit: 'days' } },
          {
            id: 's5',
            kind: 'action',
            action: 'invitation',
            settings: {
              to: 'main',
              invites: 'meeting',
              subject: '出荷の振り返りを、20分だけご一緒しませんか',
              body: `{{contact.name|ご担当者}}様

{{owner.name|担当}}です。このたびの出荷、お疲れさまでした。

予定と実績の差をグラフで見ながら、次の池入れで試すことを一つだけ決める、20分ほどの振り返りをご一緒しています。
よろしければ、下のボタンからお知らせください。こちらからお電話します。`,
              acceptLabel: 'お願いします',
              declineLabel: '今回は見送ります',
              whenLimited: 'wait',
            },
          },
          {
            id: 's6',
            kind: 'until',
            condition: null,
            answer: { step: 's5', is: 'accepted' },
            limit: { amount: 5, unit: 'days' },
            onLimit: 'end',
          },
          {
            id: 's2',
            kind: 'action',
            action: 'task',
            settings: {
              title: '{{account.name}}と出荷を振り返る',
              reason: '出荷の振り返りをご希望です。記録が役に立った実感は、この時期に一番残ります。',
              proposal: `- 予定と実績の差を、グラフを見ながら五分で
- 次の池入れで試すことを一つ決める`,
              assign: 'owner',
              role: 'csm',
              days: 3,
              minutes: 20,
            },
          },
          { id: 's3', kind: 'wait', for: { amount: 14, unit: 'days' } },
          {
            id: 's4',
            kind: 'action',
            action: 'notice',
            settings: {
              to: 'main',
              subject: '次の池入れに向けて',
              body: '先日の振り返りで決めたことは、いかがでしょうか。記録の画面から、前回との比較をご覧いただけます。',
            },
          },
        ],
        exits: [{ id: 'x7', name: '見送られた', condition: null, answer: { step: 's5', is: 'declined' } }],
        outcome: moreDays(0.1),
        holdout: halves,
      },
    },
  ],
  starts: { event: '出荷を登録', who: ({ active, cages }) => active && cages >= 20 },
  again: false,
  pull: () => 1,
  invites: ['accepted', 'declined', 'accepted', null],
  answers: [
    {
      weight: 50,
      outcome: { kind: 'done', minutes: 18, note: '生残率の推移を一緒に見ました。次は給餌量を一段下げて試されます。' },
    },
    {
      weight: 30,
      outcome: { kind: 'done', minutes: 22, note: '予定より早い出荷だったそうです。在池量の推定をご案内しました。' },
    },
    {
      weight: 20,
      outcome: {
        kind: 'something_else',
        minutes: 40,
        note: '場長の希望で、現場の皆さん三人とオンラインで振り返りました。',
      },
    },
  ],
}
