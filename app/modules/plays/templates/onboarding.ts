import { mail, onEntering, type PlayTemplate, task, usual, wait } from './template.ts'

const texts = {
  ja: {
    mail: {
      subject: '最初の一歩を、15分でご一緒します',
      body: `{{contact.name|ご担当者}}様

{{company.name}}の{{owner.name|担当}}です。ご利用開始、ありがとうございます。

始めたばかりの時期は、何から手を付けるか迷いやすいものです。
多くのお客様は、次の順番で進めると早く形になっています。

1. よく使う人を一人決める
2. その人の一日の仕事のうち、一つだけ置き換える
3. 一週間後に、続けるかどうかを見直す

ご希望でしたら、画面を見ながら15分でご一緒します。このメールに、ご都合のよい日時をご返信ください。`,
    },
    task: {
      title: '{{account.name}}の立ち上げを一緒に進める',
      reason:
        '利用開始から2週間たっても使う日が少なく、ご案内のあとも変わらないため。最初の1か月の使い方は、その後も続きます。',
      proposal: `- 止まっている理由を一つに絞って聞く（人・時間・データ・目的）
- その場で一緒に一回やってみる
- 次に使う日を決めて、終わったら声をかける`,
    },
    going: '使い始めた',
  },
  en: {
    mail: {
      subject: 'Shall we take the first step together?',
      body: `Hello {{contact.name|there}},

This is {{owner.name|your contact}} at {{company.name}}. Thank you for starting with us.

In the first weeks it is not easy to see where to begin. Most of our customers get going like this:

1. Choose one person who will use it most
2. Replace a single piece of that person’s daily work
3. After a week, decide whether to go on

If you like, we can do it together in 15 minutes. Reply to this mail with a time that suits you.`,
    },
    task: {
      title: 'Help {{account.name}} get going',
      reason:
        'Two weeks after they began they hardly use it, and the guide did not change that. How the first month goes decides how it goes on.',
      proposal: `- Find the one thing that holds them up (people, time, data, purpose)
- Do it once together, right away
- Agree on the next day they use it, and ask afterwards`,
    },
    going: 'They got going',
  },
}

/** New customers who do not get going. */
export const onboarding: PlayTemplate = {
  key: 'onboarding',
  icon: 'sprout',
  about: 'account',
  segment: {
    condition: {
      kind: 'all',
      of: [
        { kind: 'field', field: 'customers.stage', asks: { is: 'one_of', texts: ['onboarding'] } },
        { kind: 'field', field: 'customers.customer_since', asks: { is: 'ago', days: 14 } },
        { kind: 'measure', use: { measure: 'events.days_active', window: 14 }, asks: { is: 'at_most', number: 2 } },
      ],
    },
    texts: {
      ja: {
        name: '立ち上げが止まっている顧客',
        description: '導入中で、利用開始から2週間たっても使う日が少ない顧客です。',
      },
      en: {
        name: 'Onboarding that stalls',
        description: 'New customers who hardly use it two weeks after they began.',
      },
    },
  },
  texts: {
    ja: {
      name: '立ち上げの止まりを助ける',
      description: '導入中に手が止まった顧客へ、最初の一歩を案内し、それでも進まなければ一緒に進めます。',
      does: '始めて2週間で使う日が少なければ案内を送り、5日後も変わらなければ担当スタッフが一緒に進めます。',
    },
    en: {
      name: 'Help onboarding that stalls',
      description: 'Shows new customers who got stuck the first step, and helps them when that is not enough.',
      does: 'Sends a guide when a new customer hardly uses it, and asks a person to help 5 days later if nothing has changed.',
    },
  },
  definition: (locale, segmentId) => ({
    ...usual,
    reentry: { rule: 'never' },
    trigger: onEntering(segmentId),
    steps: [mail('s1', texts[locale].mail), wait('s2', 5), task('s3', texts[locale].task, { minutes: 30 })],
    exits: [
      {
        id: 'x4',
        name: texts[locale].going,
        condition: {
          kind: 'all',
          of: [
            { kind: 'measure', use: { measure: 'events.days_active', window: 7 }, asks: { is: 'at_least', number: 3 } },
          ],
        },
      },
    ],
    outcome: { kind: 'measure', use: { measure: 'events.days_active' }, better: 'more', days: 28 },
  }),
}
