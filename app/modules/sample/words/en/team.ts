/** Who looks after the farms. */
export const people = {
  first: {
    name: 'Banko Sato (sample)',
    strengths: ['Feeding records', 'Onboarding', 'Listening'],
  },
  second: {
    name: 'Kakeru Oki (sample)',
    strengths: ['Water quality and alerts', 'Harvest planning', 'Listening'],
  },
} as const

export const segments = {
  quiet: {
    name: 'Gone quiet',
    description: 'They used it before, and have not for two weeks. Without those who have left.',
  },
  renewing: {
    name: 'Large, renewing soon',
    description: '¥78,000 a month or more, and the renewal is within 60 days.',
  },
  seaBream: { name: 'Sea bream farms', description: 'Customers whose species is sea bream.' },
  deciding: {
    name: 'Who decides on large renewals',
    description:
      'Whom to write to about the renewal: owners and farm managers of large customers that renew within 60 days.',
  },
  noLonger: {
    name: 'People who stopped using it',
    description:
      'Their company still uses it, and they have not for four weeks. They may have moved on, or handed over.',
  },
  talkative: {
    name: 'Whom to ask at quiet customers',
    description: 'People who used it a lot at customers that have gone quiet. Ask them first what happened.',
  },
} as const

/** How customers are met. */
export const models = {
  renewing: {
    name: 'Meet large customers before they renew',
    purposes: {
      high: 'Look back on the year with the farm manager and the owner',
      low: 'Explain the terms of renewal, always in the same way',
      tech: 'Send a summary of what was achieved',
      community: '',
    },
    note: 'About an hour a month, from 60 days before the renewal.',
  },
  quiet: {
    name: 'Reach out to those gone quiet',
    purposes: {
      high: '',
      low: 'Ask why they stopped, along the lines of the play',
      tech: 'First send something that helps them begin again',
      community: '',
    },
    note: '',
  },
  others: {
    name: 'Leave the rest to programs',
    purposes: {
      high: '',
      low: '',
      tech: 'Show how it is used, and send a summary every month',
      community: 'Farmers help each other',
    },
    note: 'A person steps in only when they ask.',
  },
} as const

/** Why scores were set by hand. */
export const overrides = {
  seldom: 'Their contract is for a few uses a month. So few days are normal for them.',
  unpaid: 'Two months behind with payments. They use it well, but watch them until that is settled.',
  noSuccessor: 'More serious than the score says, until there is a successor.',
  newManager: 'A new farm manager, who wants to look at the contract again.',
  promised: 'The owner told us they will stay next season.',
  leavingSoon: 'The person who uses it most is leaving the company next month.',
} as const
