import { onEntering, type PlayTemplate, task, usual } from './template.ts'

const texts = {
  ja: {
    find: {
      title: '{{account.name}}の{{contact.name|中心だった方}}の異動・退職を確かめる',
      reason: 'よく使っていた方が3週間動いていませんが、ほかの方は使っています。中心の方が替わった可能性があります。',
      proposal: `- ほかの方に「最近、ご担当に変わりはありませんか」と伺う
- 後任の方の名前と、引き継がれた目的を聞く
- 後任の方に、最初の15分のご案内を申し出る`,
    },
    welcome: {
      title: '{{account.name}}の後任の方と最初の話をする',
      reason:
        '2週間たっても、中心だった方が戻っていません。後任の方が決まらないまま更新日を迎えると、解約につながりやすくなります。',
      proposal: '前の方が決めた目的をそのまま渡さず、後任の方の目的から聞き直す。',
    },
    back: '戻ってきた',
  },
  en: {
    find: {
      title: 'Find out whether {{contact.name|the main person}} at {{account.name}} has moved on',
      reason:
        'Whoever used it most has been away for three weeks while others go on. The main person may have changed.',
      proposal: `- Ask the others whether somebody else is in charge now
- Learn who that is, and what purpose was handed over
- Offer them a first 15 minutes together`,
    },
    welcome: {
      title: 'Have a first talk with the new person at {{account.name}}',
      reason:
        'After two weeks the main person is not back. Accounts without somebody in charge tend to end at the next renewal.',
      proposal: 'Do not hand over the old purpose as it is: begin with what the new person wants.',
    },
    back: 'Back again',
  },
}

const active = (window: number, least: number) =>
  ({
    kind: 'measure',
    use: { measure: 'events.contact_days_active', window },
    asks: { is: 'at_least', number: least },
  }) as const

/** Whoever carried it in the account may have moved on. */
export const champion: PlayTemplate = {
  key: 'champion',
  icon: 'user-round-x',
  about: 'contact',
  segment: {
    condition: {
      kind: 'all',
      of: [
        active(90, 20),
        {
          kind: 'measure',
          use: { measure: 'events.contact_days_since_active' },
          asks: { is: 'at_least', number: 21 },
        },
        {
          kind: 'accounts',
          within: true,
          meets: {
            kind: 'all',
            of: [
              {
                kind: 'measure',
                use: { measure: 'events.days_active', window: 7 },
                asks: { is: 'at_least', number: 1 },
              },
            ],
          },
        },
      ],
    },
    texts: {
      ja: {
        name: '急に離れた中心の方',
        description: 'よく使っていたのに3週間動きがなく、同じ顧客のほかの方は使っている担当者です。',
      },
      en: {
        name: 'Main people who went quiet',
        description: 'Used it a lot, have been away for three weeks, while others of the account go on.',
      },
    },
  },
  texts: {
    ja: {
      name: '中心の方が離れたとき',
      description: '顧客の中でいちばん使っていた方が動かなくなったら、交代を確かめ、後任の方とつながります。',
      does: 'よく使っていた方が3週間動かず、ほかの方は使っているとき、担当スタッフに確認を頼みます。',
    },
    en: {
      name: 'When the main person leaves',
      description:
        'When whoever used it most goes quiet, finds out whether somebody else is in charge, and meets them.',
      does: 'Asks for a check when whoever used it most is away for three weeks while others go on.',
    },
  },
  definition: (locale, segmentId) => ({
    ...usual,
    reentry: { rule: 'never' },
    trigger: onEntering(segmentId),
    steps: [
      task('s1', texts[locale].find, { days: 3, minutes: 20 }),
      { id: 's2', kind: 'wait', for: { amount: 2, unit: 'weeks' } },
      task('s3', texts[locale].welcome, { days: 5, minutes: 45 }),
    ],
    exits: [{ id: 'x4', name: texts[locale].back, condition: { kind: 'all', of: [active(7, 2)] } }],
    outcome: { kind: 'subscription', state: 'retained', days: 180 },
  }),
}
