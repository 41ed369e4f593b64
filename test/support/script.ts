import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll } from 'vitest'

/**
 * Builds a script of test/support at the top level of a test file, to be run as processes of their own that can be killed. Returns
 * how to start one, with these settings and nothing else of our environment.
 */
export function processOf(source: string): (settings: Readonly<Record<string, string>>) => ChildProcess {
  // Where the packages are found.
  const folder = mkdtempSync(join('node_modules', '.banso-'))
  const script = join(folder, 'script.js')
  beforeAll(async () => {
    await build({
      entryPoints: [join('test/support', source)],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
      jsx: 'automatic',
      jsxImportSource: 'hono/jsx',
    })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return settings => {
    const { PATH = '' } = process.env
    return spawn('node_modules/.bin/node', ['--disable-warning=ExperimentalWarning', script], {
      env: { PATH, BANSO_LOG: 'silent', ...settings },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  }
}
