/** A share in percent, as it was typed: without what computers make of its digits. */
export function asPercent(share: number): number {
  return Number((share * 100).toPrecision(12))
}
