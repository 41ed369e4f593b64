import type { NavigationItem } from '../view.ts'

const navigationGroups = ['work', 'understand', 'setup'] as const

export interface NavigationGroup {
  readonly group: NavigationItem['group']
  readonly items: readonly NavigationItem[]
}

/** The items in their groups, in the order in which the modules name them; empty groups are left out. */
export function groupNavigation(items: readonly NavigationItem[]): readonly NavigationGroup[] {
  return navigationGroups
    .map(group => ({ group, items: items.filter(item => item.group === group) }))
    .filter(({ items }) => items.length > 0)
}

/** Where one is: the item with the longest address that the path lies under. */
export function currentItem(items: readonly NavigationItem[], path: string): NavigationItem | undefined {
  return items
    .filter(({ href }) => path === href || (href !== '/' && path.startsWith(`${href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0]
}
