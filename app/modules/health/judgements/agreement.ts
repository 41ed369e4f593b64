/** A smaller difference between a person and the score is agreement: feelings come in steps of 25. */
export const leastDifference = 20

/** For so many days after a judgement it is counted whether the account left. */
export const followedDays = 90
