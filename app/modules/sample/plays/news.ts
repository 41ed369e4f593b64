import { activeOnly, halves, moreDays, type SamplePlay } from './play.ts'

/** A letter that everybody gets and that changes nothing. */
export const news: SamplePlay = {
  key: 'news',
  name: '毎月のお便り',
  description:
    '月のはじめに、養殖の話題と新しい機能をまとめてお届けします。読んで使う気になっていただくのがねらいです。',
  owner: 'loader',
  salt: 'umi-news',
  versions: [
    {
      publishedAgo: 160,
      definition: {
        v: 1,
        trigger: { kind: 'schedule', settings: { every: 'month', weekday: '1', monthday: 1, hour: 9 } },
        audience: activeOnly,
        reentry: { rule: 'always' },
        steps: [
          {
            id: 's1',
            kind: 'action',
            action: 'notice',
            settings: {
              to: 'main',
              subject: '今月のお便り',
              body: `{{contact.name|ご担当者}}様

いつもご利用いただき、ありがとうございます。

- 海の話題：この時期の水温と給餌の目安
- 現場の声：記録を夕方の五分にまとめた漁場のお話
- 新しい機能：写真を添えた日報

どうぞお時間のあるときにご覧ください。`,
            },
          },
        ],
        exits: [],
        outcome: moreDays(0.35),
        holdout: halves,
      },
    },
  ],
  starts: { event: null, who: ({ day, active }) => day === 1 && active },
  again: true,
  pull: () => 1,
  answers: [],
}
