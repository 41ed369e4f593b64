import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodingFor, type Packed, packed } from './compression.ts'
import type { View } from './view.ts'

const folder = 'dist'
const kinds: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  map: 'application/json',
}

/**
 * The names of the built script and style, with a hash of their content in them. Empty names when nothing is built
 * (request tests).
 */
export function readAssetNames(): View['assets'] {
  try {
    return JSON.parse(readFileSync(join(folder, 'assets.json'), 'utf8')) as View['assets']
  } catch {
    return { script: '', style: '' }
  }
}

/**
 * Built files by name, kept in memory in each form that was asked for: they are few, small and never change while the process
 * lives. Undefined when there is none.
 */
export function createAssets(): (name: string, accepted: string | undefined) => Packed | undefined {
  const loaded = new Map<string, Packed>()
  return (name, accepted) => {
    const ending = /^[\w.-]+\.(\w+)$/.exec(name)?.[1]
    const type = ending && kinds[ending]
    if (!type) return undefined
    const encoding = encodingFor(accepted)
    const key = `${name} ${encoding}`
    const file = loaded.get(key) ?? readAsset(name, type, encoding)
    if (file) loaded.set(key, file)
    return file
  }
}

/** A built file that is called the same in every version, so that browsers ask for it again now and then. */
export function readPublicFile(name: string, accepted: string | undefined): Packed | undefined {
  const key = `${name} ${encodingFor(accepted)}`
  const file = publicFiles.get(key) ?? readAsset(name, kinds.js ?? '', encodingFor(accepted))
  if (!file) return undefined
  publicFiles.set(key, file)
  return { ...file, headers: { ...file.headers, 'cache-control': 'public, max-age=3600' } }
}

const publicFiles = new Map<string, Packed>()

function readAsset(name: string, type: string, encoding: ReturnType<typeof encodingFor>): Packed | undefined {
  try {
    const text = readFileSync(join(folder, 'public', name), 'utf8')
    const { body, headers } = packed(text, encoding)
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    const caching = 'public, max-age=31536000, immutable'
    return { body, headers: { ...headers, 'content-type': type, etag, 'cache-control': caching } }
  } catch {
    return undefined
  }
}
