import { heardAgain, isCustomer, mail, onEntering, type PlayTemplate, task, usual } from './template.ts'

const texts = {
  ja: {
    mail: {
      subject: '最近のご様子はいかがですか',
      body: `{{contact.name|ご担当者}}様

いつもお世話になっております。{{company.name}}の{{owner.name|担当}}です。

しばらくご利用がないようでしたので、ご様子が気になりご連絡しました。
お忙しい時期でしたら、どうぞそのままで大丈夫です。

もし、使いづらいところや、期待と違ったところがありましたら、このメールにひとことご返信ください。
短いお返事で結構です。一緒に考えさせてください。`,
    },
    task: {
      title: '{{account.name}}に電話で様子を伺う',
      reason: '2週間以上使われておらず、メールのあとも動きがないため。何も言わない顧客は、静かに離れます。',
      proposal: `- 責めない。「お変わりありませんか」から始める
- 使わなくなったきっかけ（人、時期、目的）を聞く
- 次に一度だけ試すことを、その場で一つ決める`,
    },
    recovered: 'また使い始めた',
  },
  en: {
    mail: {
      subject: 'How are things going?',
      body: `Hello {{contact.name|there}},

This is {{owner.name|your contact}} at {{company.name}}.

We noticed that you have not been around for a while, and I wondered how you are doing. If this is simply a busy time for you, there is nothing you need to do.

If something is hard to use, or is not what you hoped for, just reply to this mail. One line is enough. We will find a way together.`,
    },
    task: {
      title: 'Call {{account.name}} and ask how they are',
      reason:
        'They have not used it for two weeks, and nothing moved after the mail. Customers who say nothing leave quietly.',
      proposal: `- No blame: begin with how they are
- Ask what changed when they stopped (people, season, purpose)
- Agree on one small thing to try next`,
    },
    recovered: 'Back again',
  },
}

/** Customers who say nothing leave quietly. */
export const silence: PlayTemplate = {
  key: 'silence',
  icon: 'bell-off',
  about: 'account',
  segment: {
    condition: {
      kind: 'all',
      of: [
        { kind: 'measure', use: { measure: 'events.silence_days' }, asks: { is: 'at_least', number: 14 } },
        isCustomer,
      ],
    },
    texts: {
      ja: { name: '静かな顧客', description: '14日以上動きのない、解約していない顧客です。' },
      en: { name: 'Silent customers', description: 'Customers who have not been heard of for 14 days.' },
    },
  },
  texts: {
    ja: {
      name: '静かな顧客に声をかける',
      description: '動きが止まった顧客に、まずメールで、それでも静かなら人が声をかけます。',
      does: '14日動きがなければメールを送り、1週間たっても静かなら担当スタッフに電話を頼みます。',
    },
    en: {
      name: 'Reach out to silent customers',
      description: 'Customers who go quiet get a mail first, and a call if they stay quiet.',
      does: 'Sends a mail after 14 days of silence, and asks for a call if it is still quiet a week later.',
    },
  },
  definition: (locale, segmentId) => ({
    ...usual,
    trigger: onEntering(segmentId),
    steps: [
      mail('s1', texts[locale].mail),
      {
        id: 's2',
        kind: 'until',
        condition: heardAgain(7),
        limit: { amount: 7, unit: 'days' },
        onLimit: 'go_on',
      },
      task('s3', texts[locale].task),
    ],
    exits: [{ id: 'x4', name: texts[locale].recovered, condition: heardAgain(4) }],
    outcome: { kind: 'subscription', state: 'retained', days: 90 },
  }),
}
