export { type AccountSet, accountIds } from './accounts.ts'
export {
  compileMeasures,
  longestWindow,
  type MeasureRow,
  type MeasureUse,
  measureUseShape,
  problemOfUse,
} from './measure.ts'
