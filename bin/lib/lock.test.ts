import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface Lock {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>
}

// npm writes only the optional packages of the machine it runs on when it changes a lock file, and then refuses to install
// from that file anywhere: `npm ci` wants all of them.
it('package-lock.json knows the optional packages of every platform', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock
  const known = new Set(Object.keys(packages).map(path => path.split('node_modules/').at(-1)))
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).flatMap(name => (known.has(name) ? [] : [`${path} → ${name}`])),
  )
  expect(missing).toEqual([])
})
