import { type Browser, chromium } from 'playwright-core'
import { findChromium } from '../../../bin/lib/chromium.ts'

/** A headless Chromium. Its own sandbox needs rights that a container or root does not have. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
}
