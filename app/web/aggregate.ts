/**
 * How the rows of an account become one number. `column` is one of the relation's.
 * - `rows`, `different`: how many there are; how many different values (only those above a number).
 * - `last`: of a column that holds order × `places` + number, the number of the last one.
 * - `daysSince`: from the latest of these dates to the company's day.
 */
export type Aggregate =
  | { readonly take: 'rows' }
  | { readonly take: 'sum' | 'greatest' | 'daysSince'; readonly column: string }
  | { readonly take: 'different'; readonly column: string; readonly above?: number }
  | { readonly take: 'last'; readonly column: string; readonly places: number }
