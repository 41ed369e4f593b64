import { isCustomer, onEntering, type PlayTemplate, task, usual, wait } from './template.ts'

const texts = {
  ja: {
    prepare: {
      title: '{{account.name}}に次の使い方を提案する',
      reason: 'よく使われていて、健康度も良好です。広げる話は、うまくいっているときにだけ喜ばれます。',
      proposal: `- いま得られている成果を、相手の言葉で一つ
- それを別の部署・拠点でも得る方法を一つ
- 相手の得になる理由を先に、金額は最後に`,
    },
    after: {
      title: '{{account.name}}の返事を伺う',
      reason: '提案から2週間たちました。断られても、その理由は次の提案になります。',
      proposal: '急がせず、気になっている点だけを聞く。断りの理由は、そのまま記録する。',
    },
  },
  en: {
    prepare: {
      title: 'Suggest a next step to {{account.name}}',
      reason: 'They use it a lot and do well. Talk of more is only welcome while things go well.',
      proposal: `- One result they have now, in their own words
- One way for another team or site to get the same
- First what they gain, the price last`,
    },
    after: {
      title: 'Ask {{account.name}} what they think',
      reason: 'Two weeks since the suggestion. Even a no is worth knowing: its reason is the next suggestion.',
      proposal: 'Do not hurry them; ask only what holds them back. Note the reason of a no as it was said.',
    },
  },
}

/** Those who do well, and could do more. */
export const expansion: PlayTemplate = {
  key: 'expansion',
  icon: 'trending-up',
  about: 'account',
  segment: {
    condition: {
      kind: 'all',
      of: [
        { kind: 'field', field: 'health.band', asks: { is: 'one_of', texts: ['good'] } },
        { kind: 'measure', use: { measure: 'events.days_active', window: 28 }, asks: { is: 'at_least', number: 15 } },
        { kind: 'measure', use: { measure: 'events.people', window: 28 }, asks: { is: 'at_least', number: 3 } },
        isCustomer,
      ],
    },
    texts: {
      ja: { name: 'よく使い、健康な顧客', description: '3人以上がほぼ毎日使い、ヘルススコアが良好な顧客です。' },
      en: {
        name: 'Healthy and in daily use',
        description: 'Three people or more use it most days, and the health score is good.',
      },
    },
  },
  texts: {
    ja: {
      name: 'うまくいっている顧客に広がりを提案する',
      description: 'よく使われている顧客に、次の使い方を提案し、2週間後に返事を伺います。',
      does: 'よく使う健康な顧客になったら、担当者に提案を頼み、2週間後に返事を伺います。',
      needs: 'ヘルススコアのモデル',
    },
    en: {
      name: 'Suggest more to those who do well',
      description: 'Suggests a next step to customers who use it a lot, and asks two weeks later.',
      does: 'Asks for a suggestion when a customer does well, and for a second talk two weeks later.',
      needs: 'A model of the health score',
    },
  },
  definition: (locale, segmentId) => ({
    ...usual,
    reentry: { rule: 'after_days', days: 180 },
    trigger: onEntering(segmentId),
    steps: [
      task('s1', texts[locale].prepare, { days: 7, minutes: 40 }),
      wait('s2', 14),
      task('s3', texts[locale].after, { days: 3, minutes: 15 }),
    ],
    outcome: { kind: 'subscription', state: 'expanded', days: 120 },
  }),
}
