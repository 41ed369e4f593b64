// Events through HTTP against the same rows loaded by hand. `npm run bench:ingest -- --seconds 30`
import { fork } from 'node:child_process'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { exportRows, loadByHand } from './ingest/hand.ts'
import { type Installation, startInstallation } from './ingest/installation.ts'
import type { Order, Sent } from './ingest/orders.ts'

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    connections: { type: 'string', default: '96' },
    'flush-at': { type: 'string', default: '15' },
    accounts: { type: 'string', default: '1000' },
    contacts: { type: 'string', default: '10000' },
    rows: { type: 'string', default: '200000' },
  },
})
const population = {
  accounts: Number(options.accounts),
  contacts: Number(options.contacts),
  flushAt: Number(options['flush-at']),
}
const lines: [string, string][] = []
const say = (what: string, value: string) => {
  lines.push([what, value])
  process.stdout.write(`${what.padEnd(46)} ${value}\n`)
}

const installation = await startInstallation()
try {
  say('machine', `${cpus().length} × ${cpus()[0]?.model.trim()}`)
  say(
    'people',
    `${population.accounts} accounts, ${population.contacts} contacts, ${population.flushAt} events per request`,
  )
  const perSecond = await measureThroughput(installation)
  await measurePaced(installation, 1000, 3)
  await measurePaced(installation, 15_000, 4)
  await compareWithHand(installation, perSecond)
} finally {
  await installation.close()
}

async function measureThroughput(to: Installation): Promise<number> {
  const memory: number[] = []
  const watch = setInterval(() => {
    to.metric('process_resident_memory_bytes').then(
      bytes => memory.push(bytes / 1e6),
      () => undefined,
    )
  }, 1000)
  await send(to, { introduce: true, round: 1, seconds: 2 })
  const [server, database] = [await to.metric('process_cpu_seconds_total'), to.databaseSeconds()]
  const sent = await send(to, { round: 2 })
  clearInterval(watch)
  const events = sent.accepted + sent.duplicates
  const perSecond = events / sent.seconds
  say(
    'events per second, as fast as they are taken',
    `${whole(perSecond)} for ${sent.seconds.toFixed(0)} s (${whole(events)} events)`,
  )
  say('of them duplicates', `${((100 * sent.duplicates) / events).toFixed(1)} %`)
  say('answered 429 / failed', `${sent.again} / ${sent.failed}`)
  say(
    'POST to committed, p50 / p99',
    `${percentile(sent, 0.5)} / ${percentile(sent, 0.99)} ms at ${options.connections} connections`,
  )
  const spent = [
    (await to.metric('process_cpu_seconds_total')) - server,
    to.databaseSeconds() - database,
    sent.processorSeconds,
  ]
  const each = spent.map(seconds => ((seconds / events) * 1e6).toFixed(1)).join(' + ')
  say('processor µs per event: server, database, client', each)
  const shown = memory.filter((_, index) => index % Math.ceil(memory.length / 10) === 0)
  say('memory of the server, MB, over time', shown.map(one => one.toFixed(0)).join(' '))
  return perSecond
}

async function measurePaced(to: Installation, rate: number, round: number): Promise<void> {
  const sent = await send(to, { perSecond: rate, seconds: 10, round })
  const taken = (sent.accepted + sent.duplicates) / sent.seconds
  say(
    `POST to committed at ${whole(rate)} events/s, p50 / p99`,
    `${percentile(sent, 0.5)} / ${percentile(sent, 0.99)} ms (${whole(taken)} taken, ${sent.again + sent.failed} not)`,
  )
}

async function compareWithHand(to: Installation, perSecond: number): Promise<void> {
  const rows = await exportRows(to.databaseUrl, Number(options.rows))
  const count = Number(options.rows)
  let best = 0
  for (const connections of [1, 2]) {
    const rate = count / (await loadByHand(to.databaseUrl, rows, connections))
    best = Math.max(best, rate)
    say(
      `by hand in SQL, ${connections} connection${connections > 1 ? 's' : ''}`,
      `${whole(rate)} rows/s (${whole(count)} rows)`,
    )
  }
  say('ratio to the best by hand', (perSecond / best).toFixed(2))
}

function send(to: Installation, order: Partial<Order> & { round: number }): Promise<Sent> {
  const child = fork(new URL('./ingest/sender.ts', import.meta.url))
  const whole: Order = {
    url: `${to.url}/v1/batch`,
    authorization: `Basic ${Buffer.from(`${to.writeKey}:`).toString('base64')}`,
    population,
    templates: 2000,
    seconds: Number(options.seconds),
    connections: Number(options.connections),
    introduce: false,
    ...order,
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => code && reject(new Error(`the sender ended with ${code}`)))
    child.on('message', (message: 'ready' | Sent) => (message === 'ready' ? child.send('go') : resolve(message)))
    child.send(whole)
  })
}

function percentile(sent: Sent, share: number): string {
  const sorted = [...sent.milliseconds].sort((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
