/** Evaluates one segment, and those that speak of it, for all accounts. Payload: `{ segmentId }`. */
export const evaluationJob = 'segments.evaluate'
