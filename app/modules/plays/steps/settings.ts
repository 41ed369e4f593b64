import type { KindSettings } from '../../../web/play-kinds.ts'

/** A text of the settings of a step; empty when there is none. */
export function textOf(settings: KindSettings, name: string): string {
  const value = settings[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** A number of the settings of a step. */
export function numberOf(settings: KindSettings, name: string, otherwise: number): number {
  const value = Number(settings[name] ?? Number.NaN)
  return Number.isFinite(value) ? value : otherwise
}
