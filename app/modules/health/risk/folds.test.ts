import { expect, it } from 'vitest'
import { seededRandom } from '../../../platform/random.ts'
import { dealFolds } from './folds.ts'

const outcome = Array.from({ length: 103 }, (_, row) => row % 10 === 0)

it('every fold gets its share of rows and of those who left', () => {
  const folds = dealFolds(outcome, 5, 1)
  const sizes = [0, 1, 2, 3, 4].map(fold => folds.filter(own => own === fold).length)
  const left = [0, 1, 2, 3, 4].map(fold => folds.filter((own, row) => own === fold && outcome[row]).length)
  expect(sizes.toSorted()).toEqual([20, 20, 21, 21, 21])
  expect(left.toSorted()).toEqual([2, 2, 2, 2, 3])
})

it('the same seed deals the same folds, another seed others', () => {
  expect(dealFolds(outcome, 5, 7)).toEqual(dealFolds(outcome, 5, 7))
  expect(dealFolds(outcome, 5, 7)).not.toEqual(dealFolds(outcome, 5, 8))
})

it('rows of one account share a fold, accounts that left are spread', () => {
  const accounts = outcome.map((_, row) => `account ${row % 20}`)
  const folds = dealFolds(outcome, 4, 1, accounts)
  for (const [row, fold] of folds.entries()) expect(fold).toBe(folds[row % 20])
  expect(new Set(folds)).toEqual(new Set([0, 1, 2, 3]))
  expect(folds[0]).not.toBe(folds[10]) // the two accounts with rows that left
})

it('random numbers are even enough to shuffle with', () => {
  const random = seededRandom(1)
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 10_000; i++) {
    const tenth = Math.floor(random() * 10)
    counts[tenth] = (counts[tenth] ?? 0) + 1
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  expect(chiSquare).toBeLessThan(27.9) // 99.9 % point, 9 degrees of freedom
})
