/** What the team has to do, and did; `note` says what came of it. */
export const tasks = {
  terms: { title: 'Explain the renewal terms', reason: 'They renew next month.' },
  greeting: { title: 'Introduce ourselves to the new contact', reason: 'Somebody else does the feeding now.' },
  firstReports: {
    title: 'Go through the daily report together',
    reason: 'Few entries since the onboarding.',
  },
  alerts: { title: 'Review the alert settings', reason: 'They get too many false alarms.' },
  lookBack: {
    title: 'Look back on the onboarding',
    reason: 'They use more and more of it: talk about the next step.',
    note: 'Showed them harvest planning. They will try it.',
  },
  stopped: {
    title: 'Ask why the log stopped',
    reason: 'Nothing logged for two weeks.',
    note: 'Too busy at the moment. They will start again next month.',
  },
  quotes: {
    title: 'Ask about the other quotes',
    reason: 'Find out before the renewal what they compare.',
    note: 'Went there instead of calling, and talked to the farm manager and the owner.',
  },
  fault: {
    title: 'Answer the fault report',
    reason: 'They could not attach photos.',
    note: 'Told them about the version that fixes it.',
  },
  littleUse: {
    title: 'Ask why they use it so little',
    reason: 'Only a few days a month.',
    note: 'They only check the water temperature; that is what they signed up for.',
  },
  handover: {
    title: 'Handover meeting',
    reason: 'The person who ran it has moved to another site.',
    note: 'Showed the successor the daily report and the temperature log.',
  },
  newcomers: {
    title: 'Show the newcomers around',
    reason: 'More people use it now: agree on how to log.',
  },
  harvest: { title: 'Help with logging the harvest', reason: 'They asked how to log a harvest.' },
  fading: { title: 'Ask about the drop in use', reason: 'Half as many daily reports since last month.' },
  again: { title: 'Find a new date for the onboarding meeting', reason: 'The last one was called off for a typhoon.' },
  estimate: {
    title: 'Quote for a larger plan',
    reason: 'More people use it, and the limit of their plan is near.',
    note: 'They will take the larger plan from next month.',
  },
  halfYear: {
    title: 'Half-year review',
    reason: 'Twice a year we look together at how they use it.',
    note: 'Added two alerts.',
  },
} as const

/** What the team says about tasks among themselves. */
export const comments = {
  /** To somebody, who is called by `@`. */
  calling: (name: string, words: string) => `@${name} ${words}`,
  firstVisit:
    'Their predecessor left us handover notes. They have their own way of feeding, so I would like to come along the first time.',
  thisAfternoon: 'Could you join in the afternoon? The owner will be there, too.',
  threshold: 'Do you know of settings for dissolved oxygen in waters like theirs?',
  atNight:
    'Two farms at the head of the bay lowered it by 0.5 at night only, and 80% of the false alarms were gone. I kept their settings.',
  typhoon: 'A typhoon kept them ashore for a week last month. Allow for that when you look at the figures.',
  notThePrice: 'I think it is not the price that they compare, but how easy the harvest plan is to read.',
  rightToVisit: 'Good that we went. The farm manager is used to our pages and does not want to change.',
} as const

/** What was done at one farm after the other. */
export const repeated = {
  report: {
    title: 'Show how to read the monthly report',
    reason: 'They have not opened a monthly report yet.',
    note: 'Went through it together on the screen.',
  },
  sensors: {
    title: (count: number) => `Help set up the temperature sensors (${count})`,
    reason: 'Their new sensors have arrived.',
  },
} as const

/** Talks before a renewal. */
export const renewals = {
  reason: 'The renewal is coming up.',
  year: { title: 'Look back on the year', note: 'Showed the farm manager and the owner how their yield has changed.' },
  next: { title: 'Plans for next season', note: 'They want to use harvest planning as well.' },
  terms: { title: 'Renewal terms', note: 'They will renew on the same terms.' },
  visit: { title: 'Meeting at the farm', note: 'They showed us how they feed.' },
  owner: { title: 'Talk with the owner' },
} as const
