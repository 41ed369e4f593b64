import type { SignalKey } from './signals.ts'

/** What a person could do, and how long it takes. The words are `today:suggestion.KEY`. */
export interface Suggestion {
  readonly key: Exclude<SignalKey, 'risen'> | 'contact'
  readonly minutes: number
}

/** For each leading signal the usual action with its minutes. Change them here. */
const suggestions: Readonly<Record<SignalKey, Suggestion>> = {
  sentiment: { key: 'sentiment', minutes: 25 },
  silence: { key: 'silence', minutes: 25 },
  stalled: { key: 'stalled', minutes: 30 },
  renewal: { key: 'renewal', minutes: 30 },
  fell: { key: 'fell', minutes: 20 },
  risen: { key: 'risk', minutes: 25 },
  risk: { key: 'risk', minutes: 25 },
  bad: { key: 'bad', minutes: 20 },
}

const anyContact: Suggestion = { key: 'contact', minutes: 15 }

/** The action to suggest for the most telling signal; without one a short contact. */
export function suggestionFor(leading: SignalKey | null): Suggestion {
  return leading ? suggestions[leading] : anyContact
}
