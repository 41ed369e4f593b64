import { playsIn } from '../../segments/index.ts'
import type { Definition } from './definition.ts'
import { allSteps } from './steps.ts'

/** Whether news of an account may move it before its time: it can leave, or waits for a condition. */
export function isListening({ steps, exits }: Definition): boolean {
  return exits.length > 0 || allSteps(steps).some(step => step.kind === 'until')
}

/** The plays that its exits, and steps that wait, ask about: with those it listens to who begins and ends them. */
export function playsListenedTo({ steps, exits }: Definition): readonly number[] {
  const waiting = allSteps(steps).flatMap(step => (step.kind === 'until' ? [step] : []))
  const ids = [...exits, ...waiting].flatMap(({ condition }) => (condition ? playsIn(condition) : []))
  return [...new Set(ids)]
}
