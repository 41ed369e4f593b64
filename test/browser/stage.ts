import { execFileSync } from 'node:child_process'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { afterAll } from 'vitest'
import { openPort } from '../../app/boot/port.ts'
import type { Role } from '../../app/web/access.ts'
import { openStage, type Stage, signInAs } from '../cast.ts'
import { launchChromium } from './gallery/browser.ts'

/** The application at an address, and a browser to open it in. */
export interface BrowserStage {
  readonly stage: Stage
  /** Without a slash at its end. */
  readonly url: string
  readonly browser: Browser
  /** Where somebody of the cast is signed in. In Japanese unless `options` say otherwise. */
  contextOf(role: Role, options?: BrowserContextOptions): Promise<BrowserContext>
}

/** Opens both at the top level of a test file, and closes them after its tests. Options as `openStage` has them. */
export async function openBrowserStage(options: Parameters<typeof openStage>[0] = {}): Promise<BrowserStage> {
  execFileSync(process.execPath, ['bin/lib/build.ts', '--when-changed'])
  const port = await openPort('127.0.0.1', 0)
  // Passkeys belong to a host name, so the browser must come by the name that the settings have.
  const url = `http://localhost:${port.number}`
  const stage = await openStage({ ...options, settings: { PORT: String(port.number), ...options.settings } })
  port.serve(stage.app)
  const browser = await launchChromium()
  afterAll(async () => {
    await browser.close()
    await port.close()
  })
  return {
    stage,
    url,
    browser,
    async contextOf(role, options) {
      const context = await browser.newContext({ locale: 'ja-JP', reducedMotion: 'reduce', ...options })
      const [name = '', value = ''] = (await signInAs(stage, role)).split(/=(.*)/s)
      await context.addCookies([{ name, value: decodeURIComponent(value), url }])
      return context
    },
  }
}
