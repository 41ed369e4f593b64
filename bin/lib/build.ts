// Builds app/ for the server and client/ for the browser into dist/. With --when-changed only if a source changed since.
import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { BuildOptions, BuildResult } from 'esbuild'
import { paths } from '../../app/paths.ts'
import { either } from './words.js'

const output = 'dist'
const stampFile = join(output, 'built')
const sources = ['app/**', 'client/**', 'bin/lib/build.ts', 'package-lock.json', 'tsconfig.json']
const day = 24 * 60 * 60 * 1000

const server: BuildOptions = {
  entryPoints: ['app/server.ts', ...globSync('app/commands/*.ts', { exclude: ['**/*.test.ts'] })].map(
    path => `./${path}`,
  ),
  outdir: output,
  outbase: 'app',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node26',
  packages: 'external',
  sourcemap: 'linked',
}

const browser = (script: string): BuildOptions => ({
  entryPoints: Object.entries({ [script]: 'app', 'client/css/index.css': 'app' })
    .filter(([path]) => existsSync(path))
    .map(([path, out]) => ({ in: path, out })),
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  outdir: join(output, 'public'),
  bundle: true,
  format: 'esm',
  target: ['chrome111', 'firefox121', 'safari16.4'],
  minify: true,
  sourcemap: 'linked',
  loader: { '.svg': 'file', '.woff2': 'file', '.png': 'file' },
  define: { METRICS: JSON.stringify(paths.metrics) },
})

/** For pages of others, which name it without a hash. */
const inApp: BuildOptions = {
  entryPoints: [{ in: 'client/in-app/index.ts', out: 'in-app' }],
  outdir: join(output, 'public'),
  bundle: true,
  format: 'iife',
  target: ['chrome111', 'firefox121', 'safari16.4'],
  minify: true,
}

/**
 * Builds everything; throws with esbuild's messages when a source is wrong. What is there is replaced file by file, whole.
 * In `development` pages reload by themselves; whoever starts Banso next builds it anew without that.
 */
export async function build({ development = false } = {}): Promise<void> {
  const before = development ? 'development' : fingerprint()
  const script = development ? 'client/development.ts' : 'client/stimulus/index.ts'
  const { build: bundle } = await import('esbuild')
  const common: BuildOptions = { write: false, metafile: true, logLevel: 'silent', legalComments: 'none' }
  const [, assets, others] = await Promise.all([
    bundle({ ...common, ...server }).then(writeOutputs),
    bundle({ ...common, ...browser(script) }).then(writeOutputs),
    bundle({ ...common, ...inApp }).then(writeOutputs),
  ])
  const named = (extension: string) => assets.find(path => path.endsWith(extension)) ?? ''
  writeWhole(join(output, 'assets.json'), JSON.stringify({ script: named('.js'), style: named('.css') }))
  dropOldAssets([...assets, ...others])
  writeWhole(stampFile, before)
}

function writeOutputs({ outputFiles = [] }: BuildResult): string[] {
  for (const file of outputFiles) writeWhole(file.path, file.contents)
  return outputFiles.map(file => basename(file.path))
}

/** Another start may be reading: it finds the old file or the new one. */
function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.${process.pid}`, content)
  renameSync(`${path}.${process.pid}`, path)
}

/** Pages that are open still ask for the style they were made with. */
function dropOldAssets(current: readonly string[]): void {
  const folder = join(output, 'public')
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (!current.includes(name) && Date.now() - statSync(path).mtimeMs > day) rmSync(path)
  }
}

/** Changes when a source was added, removed or written. Times and sizes suffice: a false alarm costs a second. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const path of globSync(sources).sort()) {
    const { mtimeMs, size, isFile } = describe(path)
    if (isFile) hash.update(`${path} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex')
}

function describe(path: string) {
  const found = statSync(path)
  return { mtimeMs: found.mtimeMs, size: found.size, isFile: found.isFile() }
}

function isBuilt(): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint()
}

async function main(): Promise<void> {
  if (process.argv.includes('--when-changed') && isBuilt()) return
  process.stdout.write(`${either('ビルドしています…', 'Building …')}\n`)
  try {
    await build()
  } catch (error) {
    process.stderr.write(`${either('ビルドできませんでした。', 'The build failed.')}\n${String(error)}\n`)
    process.exitCode = 1
  }
}

if (import.meta.main) await main()
