import { isCustomer, mail, type PlayTemplate, task, usual, wait } from './template.ts'

const texts = {
  ja: {
    prepare: {
      title: '{{account.name}}の成果を1枚にまとめる',
      reason: '更新日（{{account.renews_on}}）まで90日。更新は、値段ではなく成果の話から始めます。',
      proposal: `- 始めたときの目的と、いまの数字を並べる
- うまくいったこと、まだのことを一つずつ
- 次の1年で一緒に目指すことを一つ`,
    },
    well: '使えている',
    mail: {
      subject: 'この1年の振り返りをご一緒させてください',
      body: `{{contact.name|ご担当者}}様

{{company.name}}の{{owner.name|担当}}です。いつもご利用ありがとうございます。

次のご契約更新（{{account.renews_on|まもなく}}）を前に、30分ほどお時間をいただけないでしょうか。
この1年で実現できたことと、これから一緒に目指すことをお話しできればと思います。

ご都合のよい日を、このメールにご返信ください。`,
    },
    meet: {
      title: '{{account.name}}の決裁者と会う',
      reason: '更新まで60日で、利用が落ちているため。更新の直前では間に合いません。',
      proposal: `- 使われなくなった場面を、現場の人に先に聞く
- 決裁者には、続ける理由と、やめる場合の影響を正直に話す
- 値引きの前に、使い方を変える案を出す`,
    },
  },
  en: {
    prepare: {
      title: 'Put what {{account.name}} achieved on one page',
      reason: '90 days until they renew ({{account.renews_on}}). A renewal begins with results, not with the price.',
      proposal: `- What they wanted when they began, beside today’s figures
- One thing that went well, one that did not yet
- One thing to aim for together next year`,
    },
    well: 'It is in use',
    mail: {
      subject: 'May we look back on the year together?',
      body: `Hello {{contact.name|there}},

This is {{owner.name|your contact}} at {{company.name}}. Thank you for working with us.

Before your contract renews ({{account.renews_on|soon}}), I would like to take 30 minutes to look at what you achieved this year, and at what we should aim for next.

Just reply with a day that suits you.`,
    },
    meet: {
      title: 'Meet who decides at {{account.name}}',
      reason: '60 days until they renew, and they use it less. Right before the renewal is too late.',
      proposal: `- First ask those who work with it where it fell out of use
- Tell who decides honestly why to go on, and what stopping would mean
- Offer another way of using it before a lower price`,
    },
  },
}

/** Renewals are decided long before the day. */
export const renewal: PlayTemplate = {
  key: 'renewal',
  icon: 'calendar-clock',
  about: 'account',
  texts: {
    ja: {
      name: '更新の90日前から備える',
      description: '更新日の90日前に成果をまとめ、60日前の使われ方によって、振り返りの案内か面談に進みます。',
      does: '90日前に成果をまとめるタスクを作り、60日前の使われ方で、メールか面談に分かれます。',
      needs: '契約に更新日が入っていること',
    },
    en: {
      name: 'Prepare renewals 90 days ahead',
      description:
        'Puts results on a page 90 days before, and goes on by mail or by meeting, depending on how much it is used.',
      does: 'Asks for a page of results 90 days before, then sends a mail or asks for a meeting, depending on how much it is used.',
      needs: 'Subscriptions with the date on which they renew',
    },
  },
  definition: locale => ({
    ...usual,
    reentry: { rule: 'always' },
    trigger: { kind: 'date', settings: { field: 'customers.renews_on', days: 90, when: 'before', hour: 9 } },
    audience: { kind: 'all', of: [isCustomer] },
    steps: [
      task('s1', texts[locale].prepare, { days: 14, minutes: 45 }),
      wait('s2', 30),
      {
        id: 's3',
        kind: 'branch',
        paths: [
          {
            id: 'p4',
            name: texts[locale].well,
            condition: {
              kind: 'all',
              of: [
                {
                  kind: 'measure',
                  use: { measure: 'events.days_active', window: 28 },
                  asks: { is: 'at_least', number: 8 },
                },
              ],
            },
            steps: [mail('s5', texts[locale].mail)],
          },
        ],
        otherwise: [task('s6', texts[locale].meet, { days: 7, minutes: 60 })],
      },
    ],
    outcome: { kind: 'subscription', state: 'renewed', days: 120 },
  }),
}
