import type { Definition } from './definition.ts'
import { allSteps } from './steps.ts'

/** Whether news of an account may move it before its time: it can leave, or waits for a condition. */
export function isListening({ steps, exits }: Definition): boolean {
  return exits.length > 0 || allSteps(steps).some(step => step.kind === 'until')
}
