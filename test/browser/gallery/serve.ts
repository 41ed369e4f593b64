import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'

export interface GalleryServer {
  readonly url: string
  close(): Promise<void>
}

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void | Promise<void>

/** Bundles the browser side as the product does, and serves it beside the pages of a test, under the product's CSP. */
export async function serveGallery(answer: Answer, folder: string): Promise<GalleryServer> {
  await build({
    entryPoints: { app: 'client/stimulus/index.ts', style: 'client/css/index.css' },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outdir: folder,
    logLevel: 'error',
  })
  const server: Server = createServer((request, response) => {
    const file = /^\/assets\/(app\.js|style\.css)$/.exec(request.url ?? '')?.[1]
    if (file) {
      response.setHeader('content-type', file.endsWith('js') ? 'text/javascript' : 'text/css')
      response.end(readFileSync(join(folder, file)))
      return
    }
    response.setHeader('content-security-policy', policy)
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => void answer(request, response, body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

export const nonce = 'gallery-nonce'

const policy = [
  "default-src 'self'",
  `script-src 'nonce-${nonce}' 'strict-dynamic'`,
  `style-src 'self' 'nonce-${nonce}'`,
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')
