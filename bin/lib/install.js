// Installs the dependencies when they are missing or not those of package-lock.json.
// Plain JavaScript without dependencies: it runs on whatever Node (20 or newer) the machine has.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { either } from './words.js'

const oldestNode = 20
const withTests = process.argv.includes('--with-tests')
const patience = 15 * 60 * 1000

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  stop(
    either(
      `Node.js ${oldestNode} 以上が必要です(現在は ${process.versions.node})。https://nodejs.org/`,
      `Node.js ${oldestNode} or newer is needed (this is ${process.versions.node}). https://nodejs.org/`,
    ),
  )
}
if (!isInstalled()) await oneAtATime(install)

/** Compares with what npm itself recorded, so that an `npm install` by hand counts too. */
function isInstalled() {
  const wanted = readPackages('package-lock.json')
  const present = readPackages('node_modules/.package-lock.json')
  if (!wanted || !present || !existsSync('node_modules/.bin/node')) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    if (path in present) return present[path].version === entry.version
    return mayBeAbsent(entry) && !isOurDatabase(wanted, path)
  })
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

/** Optional packages are absent where they do not fit the machine, tools where they were left out on purpose. */
function mayBeAbsent(entry) {
  return entry.optional || entry.devOptional || (entry.dev && !withTests)
}

/** The embedded PostgreSQL of this machine is optional to npm, not to us. */
function isOurDatabase(wanted, path) {
  const own = wanted[''].optionalDependencies ?? {}
  const { os = [], cpu = [] } = wanted[path]
  return path.replace('node_modules/', '') in own && os.includes(process.platform) && cpu.includes(process.arch)
}

async function install() {
  if (isInstalled()) return
  say(either('必要なパッケージをインストールしています(1分ほどかかります)…', 'Installing packages (about a minute) …'))
  const started = Date.now()
  // The pinned Node and the database come with install scripts, whatever this person's npm is set to.
  const options = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts=false']
  const { status, output } = await run('npm', ['ci', ...options, ...(withTests ? ['--include=dev'] : [])])
  if (status !== 0 || !isInstalled()) {
    process.stderr.write(output)
    stop(explain(output))
  }
  const seconds = Math.round((Date.now() - started) / 1000)
  say(either(`インストールしました(${seconds}秒)。`, `Installed (${seconds} s).`))
}

function explain(output) {
  if (/ENOSPC/.test(output)) return either('ディスクの空きがありません。', 'The disk is full.')
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return either(`このフォルダに書き込めません: ${process.cwd()}`, `Cannot write to this folder: ${process.cwd()}`)
  }
  return either(
    'パッケージをインストールできませんでした。ネットワークを確認して、もう一度実行してください。',
    'The packages could not be installed. Check the network and run this again.',
  )
}

function run(command, args) {
  return new Promise(resolve => {
    const child = spawn(command, args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
    child.once('error', error => resolve({ status: 1, output: `${error.message}\n` }))
    child.once('close', status => resolve({ status, output }))
  })
}

/** npm must not run on the Node that it is about to replace. */
function environment() {
  const path = (process.env.PATH ?? '').split(delimiter).filter(folder => !folder.endsWith('node_modules/.bin'))
  return { ...process.env, PATH: path.join(delimiter) }
}

/** Two starts at once must not both install; the second waits. The turn of a process that is gone does not count. */
async function oneAtATime(work) {
  const place = createHash('sha256').update(`${process.getuid?.()} ${process.cwd()}`).digest('hex').slice(0, 16)
  const turn = join(tmpdir(), `banso-install-${place}`)
  for (let waited = 0; !take(turn); waited += 200) {
    if (waited > patience)
      stop(either('別の起動がインストールを終えません。', 'Another start does not finish installing.'))
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  try {
    await work()
  } finally {
    rmSync(turn, { force: true })
  }
}

function take(turn) {
  try {
    const file = openSync(turn, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isAlive(Number(readTurn(turn)))) rmSync(turn, { force: true })
    return false
  }
}

function readTurn(turn) {
  try {
    return readFileSync(turn, 'utf8')
  } catch {
    return process.pid
  }
}

function isAlive(pid) {
  if (!pid) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function say(line) {
  process.stdout.write(`${line}\n`)
}

function stop(line) {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}
