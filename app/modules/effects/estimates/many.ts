/**
 * p-values of many comparisons read together, so that the chance of even one false finding stays what it is for one: Holm,
 * Scandinavian Journal of Statistics 6 (1979) 65–70. In the order given.
 */
export function holm(values: readonly number[]): readonly number[] {
  const order = ascending(values)
  const adjusted = [...values]
  let largest = 0
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (values[index] ?? 1) * (values.length - rank)))
    adjusted[index] = largest
  }
  return adjusted
}

/**
 * The same so that of all findings at most a share is false, on average: Benjamini and Hochberg, Journal of the Royal Statistical
 * Society B 57 (1995) 289–300.
 */
export function benjaminiHochberg(values: readonly number[]): readonly number[] {
  const order = ascending(values)
  const adjusted = [...values]
  let smallest = 1
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const index = order[rank] ?? 0
    smallest = Math.min(smallest, ((values[index] ?? 1) * values.length) / (rank + 1))
    adjusted[index] = smallest
  }
  return adjusted
}

function ascending(values: readonly number[]): readonly number[] {
  return [...values.keys()].sort((a, b) => (values[a] ?? 1) - (values[b] ?? 1))
}
