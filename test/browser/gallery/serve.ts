import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'

export interface GalleryServer {
  readonly url: string
  close(): Promise<void>
}

/** What a request is: its nonce stands in the policy of the reply, and must in the page. */
export interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: string
  readonly nonce: string
}

export type Answer = (asked: Asked) => void | Promise<void>

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
    const nonce = randomUUID()
    response.setHeader('content-security-policy', policyWith(nonce))
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => void answer({ request, response, body, nonce }))
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

function policyWith(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}
