// Finds a Chromium for the browser tests, installs Debian's where that is possible, and prints where it is.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium as playwrights } from 'playwright-core'
import { either } from './words.js'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const onMac = ['Chromium', 'Google Chrome'].map(name => `/Applications/${name}.app/Contents/MacOS/${name}`)

/** The Chromium of BANSO_CHROMIUM, else the system's, else the one Playwright downloaded; undefined when there is none. */
export function findChromium(): string | undefined {
  const given = process.env.BANSO_CHROMIUM
  if (given) return given
  const folders = (process.env.PATH ?? '').split(delimiter)
  const installed = folders.flatMap(folder => names.map(name => join(folder, name)))
  return [...installed, ...onMac, playwrights.executablePath()].find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Debian's own package, as root only. */
function installChromium(): void {
  say(either('Chromium をインストールしています(1分ほどかかります)…', 'Installing Chromium (about a minute) …'))
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'],
  ]) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' })
    if (status !== 0) {
      say(`apt-get ${args.join(' ')}\n${stdout}${stderr}`)
      return
    }
  }
}

function isDebianAsRoot(): boolean {
  const release = '/etc/os-release'
  return process.getuid?.() === 0 && existsSync(release) && /^ID=debian$/m.test(readFileSync(release, 'utf8'))
}

function whatToInstall(): string {
  const debian = 'sudo apt-get install chromium fonts-noto-cjk'
  const anywhere = 'npx playwright-core install chromium'
  return either(
    `ブラウザーのテストには Chromium が必要です。次のどれかを行ってください:\n  ${debian}\n  ${anywhere}\n  BANSO_CHROMIUM に Chromium または Chrome の場所を指定する`,
    `The browser tests need Chromium. Do one of these:\n  ${debian}\n  ${anywhere}\n  set BANSO_CHROMIUM to where Chromium or Chrome is`,
  )
}

/** Standard output is for the path alone. */
function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function main(): void {
  if (!findChromium() && isDebianAsRoot()) installChromium()
  const found = findChromium()
  const works = found !== undefined && spawnSync(found, ['--version']).status === 0
  if (works) process.stdout.write(`${found}\n`)
  else {
    say(found ? either(`${found} は実行できません。`, `${found} does not run.`) : whatToInstall())
    process.exitCode = 1
  }
}

if (import.meta.main) main()
