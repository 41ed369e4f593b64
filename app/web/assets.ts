import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { View } from './view.ts'

const folder = 'dist'
const kinds: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  map: 'application/json',
}

/** The names of the built script and style, with a hash of their content in them. Empty names when nothing is built (request tests). */
export function readAssetNames(): View['assets'] {
  try {
    return JSON.parse(readFileSync(join(folder, 'assets.json'), 'utf8')) as View['assets']
  } catch {
    return { script: '', style: '' }
  }
}

/** Built files, kept in memory: they are few, small and never change while the process lives. */
export function createAssets(): (name: string) => Response {
  const loaded = new Map<string, { body: Uint8Array<ArrayBuffer>; type: string; etag: string }>()
  return name => {
    const type = /^[\w.-]+\.(\w+)$/.exec(name)?.[1]
    const mime = type ? kinds[type] : undefined
    if (!mime) return new Response(null, { status: 404 })
    let file = loaded.get(name)
    if (!file) {
      try {
        const body = new Uint8Array(readFileSync(join(folder, 'public', name)))
        file = { body, type: mime, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
        loaded.set(name, file)
      } catch {
        return new Response(null, { status: 404 })
      }
    }
    return new Response(file.body, {
      headers: { 'content-type': file.type, etag: file.etag, 'cache-control': 'public, max-age=31536000, immutable' },
    })
  }
}
