export { type AccountSet, accountIds } from './measures/accounts.ts'
export {
  compileMeasures,
  longestWindow,
  type MeasureRow,
  type MeasureUse,
  measureUseShape,
  problemOfUse,
} from './measures/measure.ts'
