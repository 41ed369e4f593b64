import { now } from '../../../platform/clock.ts'

/** The key of those whose case it was when somebody asked to start them, too: another time is another cause. */
export function standingKey(): string {
  return `standing ${now().toString({ fractionalSecondDigits: 0 }).slice(0, 10)}`
}
