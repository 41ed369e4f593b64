/** What was noted after talks with farms that are told of one by one. */
export const feelings = {
  recommends: 'They want to use it at the next site, too, and will recommend us.',
  morePeople: 'More people use it now, and they ask how to do more with it.',
  harvestToo: 'They will probably do their harvest planning with us, too.',
  habit: 'No worries. The daily report has become a habit.',
  nextSeason: 'The farm manager likes it. We talked as if next season were settled.',
  otherQuotes: 'They use it every day, but told us they are getting other quotes.',
  givingUp: 'The owner told us in confidence that they may give up farming this year.',
  goodTerms: 'On good terms with the owner, who said they will go on next month.',
  fine: 'Going well, they say.',
  tooBusy: 'The person in charge is busy, and the log has stopped.',
  onPaper: 'They are back to paper.',
  usedMuch: 'They complain a lot, because they use it a lot.',
  falseAlarms: 'Troubled by false alarms. Once that is fixed, all is well.',
  championLeft: 'The person who ran it has left. The successor has never signed in.',
  handingOver: 'Asked for a handover meeting.',
  putOff: 'The onboarding meeting was put off twice.',
  notShown: 'They have not shown it to the people on site yet.',
  indispensable: 'They use it on few days, but cannot do without the water temperature.',
} as const

/** What was noted after the many other talks, by how the farm felt. */
export const notes = {
  0: ['They said clearly that they think of leaving.', 'They are about to go back to paper.'],
  25: [
    'Fewer people on site use it.',
    'They are asking themselves whether it is worth the money.',
    'They are getting harder to reach by phone.',
  ],
  50: ['Neither good nor bad. Ask again after the next harvest.', 'They need a little longer to get used to it.'],
  75: ['The daily report has become a habit.', 'No particular worries.', 'The temperature log has been of use.'],
  100: ['They recommend us to other farms.', 'Delighted: the new feeding plan paid off.'],
} as const
