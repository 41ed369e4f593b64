/** What the team believes, and what it found about that in the end. */
export const hypotheses = {
  manager: {
    statement:
      'Farms whose manager looks at the daily report within the first two weeks are still with us after half a year',
    reason:
      'Where only the people on site begin, logging tends to stop in the busy season. Knowing that the manager reads it seems to be a reason to go on.',
    about: 'Farms in their first half year',
    judged: 'We now always invite the farm manager to the onboarding meeting.',
  },
  moved: {
    statement: 'Most farms whose use drops suddenly are not unhappy: the person in charge has moved on',
    reason: 'When we called, we kept hearing that somebody else was in charge and nothing had been handed over.',
    about: 'Farms whose use fell by 30% or more',
    judged: 'At 7 of the 11 we reached, somebody had moved on. We are looking for ways to know sooner.',
  },
  asking: {
    statement: 'The more a farm asks, the likelier it leaves',
    reason: 'We thought that whoever has many problems leaves sooner.',
    about: 'All farms',
    judged: 'It was the quiet ones who left. We call those whose log has broken off instead.',
  },
  mornings: {
    statement: 'A reminder in the morning means fewer forgotten entries and more days with a log',
    reason: 'We often hear that they simply forgot, so we thought a nudge would do.',
    about: 'Farms with gaps in their log',
    judged: 'They logged on fewer days than those held out. Mostly nobody is there to do it; they do not forget.',
  },
  waterOnly: {
    statement: 'Farms that only log water temperature renew, however few days they use it',
    reason: 'Some farms have been with us for years and use it on a few days a month.',
    about: 'Farms that use it on five days a month or fewer',
  },
  neighbours: {
    statement: 'Farms that meet another farm begin to use harvest planning',
    reason: 'Seeing a neighbour’s screen seems to convince them more than any webinar of ours.',
    about: 'Farms that do not use harvest planning',
  },
} as const

/** What it saw of it. */
export const evidence = {
  everyMorning: {
    note: 'The manager opens the daily report at every morning meeting. The person in charge: “It gets read, so I write it.”',
  },
  managerLooked: {
    note: 'Still there after half a year, where the manager signed in within two weeks.',
    figure: '84% (21 of 25)',
    source: 'Counted by hand from usage',
  },
  managerDidNot: {
    note: 'Still there after half a year, where the manager never signed in.',
    figure: '58% (18 of 31)',
    source: 'Counted by hand from usage',
  },
  theSon: { note: 'The manager never opens it, but his son has logged every day for two years.' },
  didNotKnow: { note: 'The person who ran it has left. The successor did not know there was an account.' },
  cameBack: { note: 'The log stopped two weeks after a move. It came back right after the handover meeting.' },
  samePerson: { note: 'Still the same person, back on paper for lack of time. Nobody had moved.' },
  usesMost: { note: 'They complain every week, and use it on more days than anybody. That is why they complain.' },
  twoOfTwenty: {
    note: 'Less than among all customers.',
    figure: '2 of the 20 who asked most have left',
    source: 'Half a year of questions beside cancellations',
  },
  faultsBefore: { note: 'Three fault reports in the month before they left.' },
  survey: { note: 'After the webinar, three people wished for a reminder in the morning.' },
  switchedOff: {
    note: 'The requests did not end, so they switched off all notifications, and missed our other news as well.',
  },
  redTide: { note: '“We rarely look. But in the red tide season we need the temperatures of past years.”' },
  nextWeek: { note: 'A neighbour showed them the screen. The week after, they began to use harvest planning.' },
} as const
