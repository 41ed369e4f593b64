/** The job that sends what is due; one at a time. */
export const deliveryJob = 'plays.deliver'
