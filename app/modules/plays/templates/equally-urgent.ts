import { type PlayTemplate, task, usual } from './template.ts'

const texts = {
  ja: {
    contact: {
      title: '{{account.name}}に連絡する',
      reason:
        '同じくらい急ぐ顧客の中から、無作為に選ばれました。連絡した顧客と、しなかった顧客のその後を比べて、連絡の効果を確かめます。',
      proposal: `- 「今日」に並んだ理由から話を始める
- 困っていることを一つ聞き、次にすることを一つ決める
- 進め方は、いつもの連絡と同じでかまいません`,
    },
  },
  en: {
    contact: {
      title: 'Contact {{account.name}}',
      reason:
        'Picked at random among customers who are equally urgent. What becomes of those contacted and of those not contacted tells what contact does.',
      proposal: `- Begin with the reason why they stand on Today
- Ask for one thing that troubles them, and agree on one next step
- Do it as you would do any other contact`,
    },
  },
}

/** Chance decides whom people contact among those who need it equally: so what contact does is known, and not only what goes with it. */
export const equallyUrgent: PlayTemplate = {
  key: 'equally_urgent',
  icon: 'dices',
  about: 'account',
  texts: {
    ja: {
      name: '同じくらい急ぐ顧客に連絡する',
      description:
        '「今日」の時間が足りなくなるあたりの、同じくらい急ぐ顧客を一件ずつ半々の確率で分け、片方にだけ人が連絡します。人の連絡そのものの効果が分かります。',
      does: '毎朝、同じくらい急ぐ顧客を一件ずつ半々の確率で分け、担当スタッフに連絡を頼むか、90日間「今日」から外します。',
      needs: '「今日」の時間に入りきらないほどの、担当のいる顧客',
    },
    en: {
      name: 'Contact customers who are equally urgent',
      description:
        'Tosses a coin for each of the equally urgent customers where the time on Today runs out, so that people contact only some of them. That shows what contact by people does.',
      does: 'Each morning tosses a coin for each equally urgent customer: contacted by its owner, or left off Today for 90 days.',
      needs: 'More customers with an owner on Today than there is time for',
    },
  },
  definition: locale => ({
    ...usual,
    reentry: { rule: 'never' },
    trigger: {
      kind: 'today.equally_urgent',
      settings: { tolerance: 50, most: 4, back: 50, rest: 90, hour: 7 },
    },
    // Due on the day: so it stands on Today with the account, and both are answered as one.
    steps: [task('s1', texts[locale].contact, { days: 0 })],
    outcome: { kind: 'subscription', state: 'retained', days: 90 },
    // Half and half knows soonest, and as many are contacted as would have been.
    holdout: 0.5,
  }),
}
