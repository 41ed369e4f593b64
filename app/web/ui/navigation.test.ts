import { expect, test } from 'vitest'
import type { NavigationItem } from '../view.ts'
import { currentItem, groupNavigation } from './navigation.ts'

const item = (href: string, group: NavigationItem['group'] = 'work'): NavigationItem => ({
  href,
  group,
  label: 'web:layout.more',
  icon: 'sun',
  key: '',
})

test('the current place is the one the page lies under, the deepest one', () => {
  const items = [item('/'), item('/accounts'), item('/accounts/imports')]
  expect(currentItem(items, '/')).toBe(items[0])
  expect(currentItem(items, '/accounts/3')).toBe(items[1])
  expect(currentItem(items, '/accounts/imports/4')).toBe(items[2])
  expect(currentItem(items, '/accountsX')).toBeUndefined()
  expect(currentItem(items, '/health')).toBeUndefined()
})

test('groups come in their order, without empty ones', () => {
  const groups = groupNavigation([item('/a', 'setup'), item('/b', 'work'), item('/c', 'setup')])
  expect(groups.map(({ group, items }) => [group, items.map(one => one.href)])).toEqual([
    ['work', ['/b']],
    ['setup', ['/a', '/c']],
  ])
})
