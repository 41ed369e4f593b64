import type { ChildProcess } from 'node:child_process'
import { get } from '../lib/load.ts'
import type { BansoServer } from '../lib/server.ts'
import type { Statement } from './statement-hook.ts'

/** The statements that the server sends to the database for a page of each of these addresses, in order. */
export async function captureStatements(
  { child, origin }: BansoServer,
  cookie: string,
  paths: readonly string[],
): Promise<readonly (readonly Statement[])[]> {
  const pages: (readonly Statement[])[] = []
  for (const path of paths) {
    // Once before, so that what is learned only once per process (types, plans) is not in it.
    await get(origin + path, { cookie })
    pages.push(await statementsDuring(child, () => get(origin + path, { cookie })))
  }
  return pages
}

async function statementsDuring(server: ChildProcess, work: () => Promise<unknown>): Promise<readonly Statement[]> {
  const statements: Statement[] = []
  const collect = (message: unknown) => {
    if (isStatement(message)) statements.push(message)
  }
  server.on('message', collect)
  try {
    await say(server, 'tell')
    await work()
    await say(server, 'rest')
  } finally {
    server.off('message', collect)
  }
  return statements.filter(({ text }) => /^\s*\(?\s*(select|with|insert|update|delete)\b/i.test(text))
}

/** Messages stay in order, so after the answer everything that was told before it is here. */
function say(server: ChildProcess, word: 'tell' | 'rest'): Promise<void> {
  return new Promise((resolve, reject) => {
    const answered = (message: unknown) => {
      if (isStatement(message)) return
      server.off('message', answered)
      resolve()
    }
    server.on('message', answered)
    server.send(word, error => error && reject(error))
  })
}

function isStatement(message: unknown): message is Statement {
  return typeof message === 'object' && message !== null && 'text' in message
}
