import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { build } from '../../bin/lib/build.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A data folder in which Banso has been started once, to copy. */
    installed: string
  }
}

/** Builds what is tested, and starts and ends it once, so that most tests need not wait for a first start. */
export async function setup(project: TestProject): Promise<() => void> {
  await build()
  const folder = mkdtempSync(join(tmpdir(), `banso-test-${process.pid}-`))
  const { PATH = '' } = process.env
  const env = { PATH, PORT: '0', LANG: 'C', BANSO_DATA_DIR: folder }
  const banso = spawn('node_modules/.bin/node', ['dist/server.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  banso.stdout.on('data', (said: Buffer) => {
    if (said.includes('Ready')) banso.kill('SIGTERM')
  })
  const [status] = await once(banso, 'exit')
  if (status !== 0) throw new Error('Banso does not start')
  project.provide('installed', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
