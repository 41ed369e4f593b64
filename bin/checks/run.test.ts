import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { readProject } from './project.ts'
import { unusedOf } from './unused.ts'

const run = (...names: string[]) => spawnSync(process.execPath, ['bin/checks/run', ...names], { encoding: 'utf8' })

describe('bin/checks/run', () => {
  test('tells one line per check', () => {
    const { stdout } = run('views', 'environment')
    expect(stdout.split('\n').filter(line => /^(ok|BAD)/.test(line))).toHaveLength(2)
  })

  test('fails for a check that does not exist', () => {
    const { status, stderr } = run('nosuch')
    expect(status).toBe(1)
    expect(stderr).toContain('nosuch')
  })

  test('reads the checkout without packages and build results', () => {
    const paths = [...readProject('.').files.keys()]
    expect(paths).toContain('app/floors.ts')
    expect(paths).toContain('bin/checks/run')
    expect(paths.filter(path => /^(node_modules|dist|data)\//.test(path))).toEqual([])
  })
})

test("knip's report becomes one problem per thing that is unused", () => {
  const issue = {
    file: 'app/a.ts',
    files: [],
    exports: [{ name: 'load', line: 3, col: 2 }],
    duplicates: [[{ name: 'b', line: 4 }]],
  }
  expect(told({ issues: [issue] }, { issues: [] })).toEqual([
    '3 load is exported but used nowhere else',
    '4 b is exported twice',
  ])
})

test('what only tests use is told as that, and what nothing uses is told once', () => {
  const issue = (file: string) => ({ file, exports: [{ name: 'load', line: 3 }] })
  expect(told({ issues: [issue('a.ts')] }, { issues: [issue('a.ts'), issue('b.ts')] })).toEqual([
    '3 load is exported but used nowhere else',
    '3 load is exported but used nowhere else but by tests',
  ])
})

function told(...reports: Parameters<typeof unusedOf>): string[] {
  return unusedOf(...reports).map(({ line, message }) => `${line} ${message}`)
}
