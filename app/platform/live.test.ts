import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../test/support/postgres.ts'
import { transact } from './db.ts'
import { startLive } from './live.ts'

const database = await testDatabase()
const live = await startLive(database)
afterAll(() => live.close())

/** Resolves at the next change of the topic; rejects after three seconds of silence. */
function next(topic: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing heard of ${topic}`)), 3000)
    const stop = live.subscribe(topic, () => {
      clearTimeout(timer)
      stop()
      resolve()
    })
  })
}

describe('live updates', () => {
  it('are told once the transaction has committed', async () => {
    const heard = next('account:1')
    await transact(database.db, tx => live.publish(tx, ['account:1']))
    await heard
  })

  it('are not told when the transaction rolls back', async () => {
    let told = 0
    const stop = live.subscribe('account:2', () => told++)
    const failing = transact(database.db, async tx => {
      await live.publish(tx, ['account:2'])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    const heard = next('account:3')
    await live.publish(database.db, ['account:3'])
    await heard
    stop()
    expect(told).toBe(0)
  })

  it('reach every listener of more topics than fit into one message', async () => {
    const topics = Array.from({ length: 450 }, (_, i) => `account:${1000 + i}`)
    const heard = Promise.all([next('account:1000'), next('account:1449')])
    await live.publish(database.db, topics)
    await heard
  })

  it('begin again after the connection was lost, and wake everybody, since something may have been missed', async () => {
    const woken = next('account:4')
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'banso live' and datname = current_database()`.execute(database.db)
    await woken
    const heard = next('account:5')
    await live.publish(database.db, ['account:5'])
    await heard
  })

  it('begin again after the connection went silent without a word', async () => {
    const way = await silentWay(new URL(database.url))
    const patience = { tryEvery: 50, answerWithin: 200 }
    const far = await startLive({ url: way.url }, patience)
    way.fallSilent()
    await new Promise<void>(resolve => far.subscribe('account:6', resolve))
    await far.close()
    way.close()
  })
})

/** A way to the database on which connections stop carrying anything, but stay open, once it falls silent. */
async function silentWay(to: URL) {
  const sockets: Socket[] = []
  const server = createServer(near => {
    const far = connect(Number(to.port), to.hostname)
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) sockets.push(socket.on('error', () => undefined))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(to)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: url.href,
    fallSilent: () => {
      for (const socket of sockets) socket.unpipe().pause()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
