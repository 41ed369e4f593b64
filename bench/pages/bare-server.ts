import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Closing } from '../../app/boot/closing.ts'

/** Starts the bare server as a process of its own. */
export async function startBareServer(closing: Closing): Promise<{ origin: string; process: number }> {
  const child = fork(new URL('./bare.ts', import.meta.url), { env: { ...process.env, NODE_ENV: 'production' } })
  const exited = once(child, 'exit')
  await closing.add('bare server', async () => {
    child.kill('SIGTERM')
    await exited
  })
  const [{ port }] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error('the bare server ended'))),
  ])) as [{ port: number }]
  return { origin: `http://127.0.0.1:${port}`, process: child.pid ?? 0 }
}
