/** The plays, with all that they say, and what came of what they asked for. */
export const plays = {
  call: {
    name: 'Call within two days when the log breaks off',
    description:
      'When the log has been empty for four days, somebody calls within two. No blame: ask how they are, and write one line together.',
    task: {
      title: 'Call {{account.name}}',
      reason: 'The log has been empty for four days or more. Once it breaks off, it often ends for good.',
      proposal: `- No blame: begin with how they are
- Ask what got in the way (harvest, weather, staff)
- Write one line for today together on the phone`,
    },
    evening: {
      title: 'Call {{account.name}} in the evening',
      proposal: `- Call at about four, when the boats are back
- No blame: begin with how they are
- Write the day’s line together on the phone`,
    },
    paths: { asProposed: 'As proposed', evening: 'In the evening' },
    thanks: {
      subject: 'Thank you for the call',
      body: `Hello {{contact.name|there}},

Thank you for taking the time to talk to us.

One line a day is enough for the log. If something makes it hard to keep up, just reply to this mail.

{{owner.name|Your contact}}`,
    },
    notes: {
      harvest: 'Too busy with the harvest. We wrote yesterday’s line together on the phone.',
      storm: 'Could not go out in the storm. They start again tomorrow.',
      away: 'The person in charge was off. Showed a colleague how to log.',
      paper: 'They had kept it on paper. They copied today’s line.',
      phone: 'Could not sign in on a new phone. They signed in again while we talked.',
      redTide: 'Busy with a red tide. They will start again once it has passed.',
      backAgain: 'The log had started again before I called.',
      noFish: 'They were changing the cages, so there was nothing to log.',
      atTheHarbour: 'I was nearby, met them at the harbour, and we wrote a line together.',
      shortMessage: 'Sent the farm manager a short text instead of calling. The answer came at once.',
      neighbour: 'Met them at the cooperative and introduced them to a farm with the same problem.',
      wife: 'Called the owner’s wife instead. She runs the office and will log for them.',
      chart: 'Sent them a chart of last month’s log. They wanted to see how it goes on, and started again.',
      online: 'They have somebody new. We went through it together online.',
      boatsBack: 'Called again when the boats were back. They have more time to talk than in the morning.',
    },
  },
  news: {
    name: 'Monthly newsletter',
    description:
      'At the beginning of the month: news from fish farming and new features, so that people feel like using it.',
    letter: {
      subject: 'News of the month',
      body: `Hello {{contact.name|there}},

Thank you for being with us.

- From the sea: water temperatures and feeding this season
- From a farm: how they do their log in five minutes in the evening
- New: photos in the daily report

Have a look when you have a moment.`,
    },
  },
  reminder: {
    name: 'Morning reminder to log',
    description: 'Whoever sets an alert is asked on the screen to log, every other morning for two weeks.',
    dialog: {
      subject: 'Nothing logged today',
      body: 'Please enter feeding and water temperature today without fail. Days without entries make your totals inexact.',
    },
  },
  review: {
    name: 'Review after a harvest',
    description:
      'Larger farms that log a harvest are invited to a short review on the day after. On trial since last week.',
    invitation: {
      subject: 'Twenty minutes to look back on your harvest?',
      body: `Hello {{contact.name|there}},

This is {{owner.name|your contact}}. Congratulations on the harvest!

We look at plan and result in a chart with you, and pick one thing to try next time. It takes about 20 minutes.
If you would like that, tell us with the button below, and we will call you.`,
      acceptLabel: 'Yes, please',
      declineLabel: 'Not this time',
    },
    declined: 'Declined',
    task: {
      title: 'Look back on the harvest with {{account.name}}',
      reason: 'They would like a review. Now is when it shows best what the log is good for.',
      proposal: `- Plan and result in a chart, five minutes
- Pick one thing to try with the next stocking`,
    },
    afterwards: {
      subject: 'For your next stocking',
      body: 'How is it going with what we agreed on? The log compares it with the last time.',
    },
    notes: {
      survival: 'Looked at survival together. They will try a little less feed next time.',
      early: 'They harvested earlier than planned. Showed them how to estimate the stock.',
      everybody: 'The farm manager wanted the whole crew to join: three of them, online.',
    },
  },
} as const
