import { mail, type PlayTemplate, task, usual } from './template.ts'

const texts = {
  ja: {
    task: {
      title: '{{account.name}}の低い評価の理由を伺う',
      reason: 'アンケートの点数が6以下でした。すぐにお返事した顧客ほど、続けてくださいます。',
      proposal: `- まずお礼。言い訳をしない
- 「いちばん困っているのはどこですか」を一つだけ聞く
- できること、できないこと、いつまでにを、はっきり伝える`,
    },
    mail: {
      subject: 'ご意見をありがとうございました',
      body: `{{contact.name|お客様}}

率直なご意見をいただき、ありがとうございました。{{company.name}}の{{owner.name|担当}}です。

いただいた内容は、担当の者がすべて読み、直せることから順に取りかかります。
結果は、良いことも難しいことも、こちらからお知らせします。

ほかにもお気づきの点がありましたら、このメールにそのままご返信ください。`,
    },
  },
  en: {
    task: {
      title: 'Ask {{account.name}} why they gave a low score',
      reason: 'They answered the survey with 6 or less. Customers who hear back at once are the ones who stay.',
      proposal: `- Thank them first; no excuses
- Ask one thing only: what bothers you most?
- Say clearly what you can do, what you cannot, and by when`,
    },
    mail: {
      subject: 'Thank you for telling us',
      body: `Hello {{contact.name|there}},

Thank you for being so open. This is {{owner.name|your contact}} at {{company.name}}.

We have read everything you wrote, and start with what we can fix right away. We will tell you what came of it, good or bad.

If there is anything else, simply reply to this mail.`,
    },
  },
}

/** Whoever gave a bad score hears back at once. */
export const survey: PlayTemplate = {
  key: 'survey',
  icon: 'message-square-warning',
  about: 'contact',
  texts: {
    ja: {
      name: '低い評価に、すぐ応える',
      description: 'アンケートで低い点をくださった方に、その日のうちにお礼と聞き取りをします。',
      does: 'アンケートの点数が6以下なら、お礼を送り、担当スタッフに翌日までの聞き取りを頼みます。',
      needs: '数値の score を持つイベント「survey_answered」',
    },
    en: {
      name: 'Answer bad scores at once',
      description: 'Whoever gives a low score in a survey is thanked and asked the same day.',
      does: 'Sends thanks when the score is 6 or less, and asks a person to talk with them by the next day.',
      needs: 'An event “survey_answered” with a number “score”',
    },
  },
  definition: locale => ({
    ...usual,
    reentry: { rule: 'after_days', days: 30 },
    trigger: {
      kind: 'event',
      settings: { event: 'survey_answered' },
      properties: [{ property: 'score', asks: { is: 'at_most', number: 6 } }],
    },
    steps: [mail('s1', texts[locale].mail), task('s2', texts[locale].task, { days: 1, minutes: 20 })],
    outcome: { kind: 'subscription', state: 'retained', days: 90 },
  }),
}
