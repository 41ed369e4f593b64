import { now } from '../../../platform/clock.ts'
import type { Trigger } from '../definition/definition.ts'

/** The key of those whose case it was when somebody asked to start them, too: another time is another cause. */
export function standingKey(): string {
  return `standing ${now().toString({ fractionalSecondDigits: 0 }).slice(0, 10)}`
}

/** Whether it is known in whose case a trigger holds already: what was said of events is not kept, so nobody is started for it. */
export function canStand({ properties = [] }: Trigger): boolean {
  return properties.length === 0
}
