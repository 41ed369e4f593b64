import { invitation, isCustomer, onEntering, type PlayTemplate, task, untilAnswered, usual } from './template.ts'

const texts = {
  ja: {
    invitation: {
      subject: '次の使い方を、30分でご一緒に考えませんか',
      body: `{{contact.name|ご担当者}}様

{{company.name}}の{{owner.name|担当}}です。いつもお使いいただき、ありがとうございます。

ご活用が進んでいるお客様とは、ほかの部署や拠点でも同じ成果を得る方法を、30分ほどご一緒に考えています。
ご興味があれば、下のボタンからお知らせください。日時はあらためてご相談します。

いまは必要がなければ、「見送る」を押していただければ、このご案内はここまでにします。`,
      acceptLabel: '話してみる',
      declineLabel: '見送る',
    },
    accepted: '話してみたい',
    declined: '見送った',
    prepare: {
      title: '{{account.name}}に次の使い方を提案する',
      reason: '次の使い方を一緒に考えたいと、お返事がありました。お待たせしないうちに日時をご相談ください。',
      proposal: `- いま得られている成果を、相手の言葉で一つ
- それを別の部署・拠点でも得る方法を一つ
- 相手の得になる理由を先に、金額は最後に`,
    },
    after: {
      title: '{{account.name}}に様子を伺う',
      reason: 'よく使われていて、健康度も良好ですが、ご案内から1週間、お返事がありません。',
      proposal: '急がせず、気になっている点だけを聞く。断りの理由は、そのまま記録する。',
    },
  },
  en: {
    invitation: {
      subject: 'Half an hour on what could come next?',
      body: `Hello {{contact.name|there}},

This is {{owner.name|your contact}} at {{company.name}}. Thank you for working with us.

With customers who get on well we like to spend half an hour on how another team or site could get the same.
If you would like that, press the button below. We will write to you about a time.

If now is not the moment, press “Not now” and we leave it at that.`,
      acceptLabel: 'Yes, let us talk',
      declineLabel: 'Not now',
    },
    accepted: 'Wants to talk',
    declined: 'Not now',
    prepare: {
      title: 'Suggest a next step to {{account.name}}',
      reason:
        'They answered that they would like to talk about a next step. Offer them a time before they have to wait.',
      proposal: `- One result they have now, in their own words
- One way for another team or site to get the same
- First what they gain, the price last`,
    },
    after: {
      title: 'Ask {{account.name}} what they think',
      reason: 'They use it a lot and do well, but a week after the invitation there is no answer.',
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
      description: 'よく使われている顧客を、次の使い方を考える場に招き、返事に合わせて担当スタッフが動きます。',
      does: 'よく使う健康な顧客になったら招待を送り、応じた顧客には担当スタッフが提案し、返事がなければ様子を伺います。',
      needs: 'ヘルススコアのモデル',
    },
    en: {
      name: 'Suggest more to those who do well',
      description: 'Invites customers who use it a lot to talk about a next step, and acts on what they answer.',
      does: 'Sends an invitation when a customer does well; asks a person to suggest something to those who accept, and to ask those who do not answer.',
      needs: 'A model of the health score',
    },
  },
  definition: (locale, segmentId) => ({
    ...usual,
    reentry: { rule: 'after_days', days: 180 },
    trigger: onEntering(segmentId),
    steps: [
      invitation('s1', texts[locale].invitation, 'meeting'),
      untilAnswered('s2', 's1', 7),
      {
        id: 's3',
        kind: 'branch',
        paths: [
          {
            id: 'p4',
            name: texts[locale].accepted,
            condition: null,
            answer: { step: 's1', is: 'accepted' },
            steps: [task('s5', texts[locale].prepare, { days: 2, minutes: 40 })],
          },
          {
            id: 'p6',
            name: texts[locale].declined,
            condition: null,
            answer: { step: 's1', is: 'declined' },
            steps: [],
          },
        ],
        otherwise: [task('s7', texts[locale].after, { days: 3, minutes: 15 })],
      },
    ],
    outcome: { kind: 'subscription', state: 'expanded', days: 120 },
  }),
}
