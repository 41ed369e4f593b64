import { href, paths } from '../../../paths.ts'
import type { ArrivalFilter } from '../queries.ts'

/** What the live page shows, as its address says it. */
export interface ArrivalsState extends ArrivalFilter {
  readonly view: 'arriving' | 'refused'
  /** The list renews itself, instead of telling how much is new. */
  readonly follow: boolean
  /** The newest row that the reader has before them; 0 for an empty list. */
  readonly after: number
}

/** The live page's address in a state. */
export function arrivalsHref(state: Partial<ArrivalsState>): string {
  return href(paths.arrivals, {}, queryOf(state))
}

/** The address of the stream that belongs to a state. */
export function arrivalStreamHref(state: ArrivalsState): string {
  return href(paths.arrivalStream, {}, { ...queryOf(state), after: state.after || undefined })
}

function queryOf({ view, keyId, name, follow }: Partial<ArrivalsState>) {
  return { view: view === 'refused' ? view : undefined, key: keyId, name, follow: follow ? '1' : undefined }
}

/** Whether less than everything is shown. */
export function isNarrowed({ keyId, name }: ArrivalsState): boolean {
  return keyId !== undefined || name !== undefined
}
