// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are samples of code
import { expect, test } from 'vitest'
import { found } from './testing.ts'
import { urlsCheck } from './urls.ts'

const file = 'app/modules/customers/routes/account.tsx'

test.each([
  `routes.get('/accounts/:id', staff, show)`,
  `c.redirect('/accounts')`,
  'c.redirect(`/accounts/${id}`)',
  'const a = <a href="/accounts">x</a>',
  'const a = <form action={`${base}/edit`} />',
])('a URL is not written where it is used: %s', text => {
  expect(found(urlsCheck, { [file]: text })).toHaveLength(1)
})

test('what only looks like a URL passes', () => {
  const text = `
    import { a } from '../account.ts'
    const kinds = ['text/html', '/', 'a/b', '</p>', '//', '/{2}']
    const match = /\\/accounts/.test(x)
    type Path = '/accounts'
    const ratio = \`\${a}/\${b}\``
  expect(found(urlsCheck, { [file]: text })).toEqual([])
})

test('the platform may name places of the system and folders', () => {
  const text = "read('/etc/passwd'); read('/proc/1/stat'); const place = `${dataDir}/postgres`"
  expect(found(urlsCheck, { 'app/platform/postgres.ts': text })).toEqual([])
  expect(found(urlsCheck, { 'app/platform/a.ts': `fetch('/live')` })).toEqual(['app/platform/a.ts:1 /live'])
})

test('paths.ts and tests write URLs', () => {
  expect(found(urlsCheck, { 'app/paths.ts': `export const a = '/a'`, 'app/a.test.ts': `get('/a')` })).toEqual([])
})
