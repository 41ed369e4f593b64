import { expect, test } from 'vitest'
import { permissionsCheck } from './permissions.ts'
import { found } from './testing.ts'

test.each([`staff.roles.includes('admin')`, `c.var.staff?.roles.includes('admin')`, 'person.roles.some(isLeader)'])(
  'a module does not judge by roles itself: %s',
  text => {
    expect(found(permissionsCheck, { 'app/modules/events/views/keys.tsx': text })).toHaveLength(1)
  },
)

test('it asks; roles are given where people are', () => {
  expect(found(permissionsCheck, { 'app/modules/events/a.ts': `allows(only('admin'), staff)` })).toEqual([])
  const text = `person.roles.includes('admin')`
  expect(found(permissionsCheck, { 'app/web/access.ts': text, 'app/modules/identity/staff.ts': text })).toEqual([])
})
