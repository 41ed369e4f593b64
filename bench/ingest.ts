// Events through HTTP against the same rows loaded by hand, and how soon a score follows: `npm run bench:ingest`.
import { fork } from 'node:child_process'
import { parseArgs } from 'node:util'
import { exportRows, loadByHand } from './ingest/hand.ts'
import { type Installation, startInstallation } from './ingest/installation.ts'
import type { Order, Sent } from './ingest/orders.ts'
import { timesToScore } from './ingest/score.ts'
import { describeLoad, describeMachine } from './lib/machine.ts'
import { percentile } from './lib/percentile.ts'

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    connections: { type: 'string', default: '96' },
    'flush-at': { type: 'string', default: '15' },
    accounts: { type: 'string', default: '1000' },
    contacts: { type: 'string', default: '10000' },
    rows: { type: 'string', default: '200000' },
    probes: { type: 'string', default: '50' },
  },
})
const population = {
  accounts: Number(options.accounts),
  contacts: Number(options.contacts),
  flushAt: Number(options['flush-at']),
}

say('machine', describeMachine())
say('load before', describeLoad())
say(
  'people',
  `${population.accounts} accounts, ${population.contacts} contacts, ${population.flushAt} events a request`,
)
await withInstallation('web', async intake => {
  const perSecond = await measureThroughput(intake, 'the intake by itself')
  await measurePaced(intake, 1000, 3)
  await measurePaced(intake, 15_000, 4)
  await compareWithHand(intake, perSecond)
})
await withInstallation('all', async whole => {
  await measureThroughput(whole, 'with scores kept up to date')
  await measureScores(whole)
})
say('load after', describeLoad())

async function withInstallation(
  kind: 'web' | 'all',
  work: (installation: Installation) => Promise<void>,
): Promise<void> {
  const installation = await startInstallation(kind)
  try {
    await work(installation)
  } finally {
    await installation.close()
  }
}

async function measureThroughput(to: Installation, what: string): Promise<number> {
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
  const spent = [(await to.metric('process_cpu_seconds_total')) - server, to.databaseSeconds() - database]
  const each = [...spent, sent.processorSeconds].map(seconds => ((seconds / events) * 1e6).toFixed(1)).join(' + ')
  const shown = memory.filter((_, index) => index % Math.ceil(memory.length / 10) === 0)
  say(`events per second, ${what}`, `${whole(perSecond)} for ${sent.seconds.toFixed(0)} s (${whole(events)} events)`)
  say('  of them duplicates; answered 429; failed', `${share(sent.duplicates / events)}; ${sent.again}; ${sent.failed}`)
  say('  POST to committed, p50 / p99', `${times(sent.milliseconds)} at ${options.connections} connections`)
  say('  processor µs per event: server + database + client', each)
  say('  memory of the server over time, MB', shown.map(one => one.toFixed(0)).join(' '))
  return perSecond
}

async function measurePaced(to: Installation, rate: number, round: number): Promise<void> {
  const sent = await send(to, { perSecond: rate, seconds: 10, round })
  const taken = (sent.accepted + sent.duplicates) / sent.seconds
  say(
    `POST to committed at ${whole(rate)} events/s, p50 / p99`,
    `${times(sent.milliseconds)} (${whole(taken)} taken per second; ${sent.again + sent.failed} requests not)`,
  )
}

async function compareWithHand(to: Installation, perSecond: number): Promise<void> {
  const { rows, count } = await exportRows(to.databaseUrl, Number(options.rows))
  let best = 0
  for (const connections of [1, 2]) {
    const rate = count / (await loadByHand(to.databaseUrl, rows, connections))
    best = Math.max(best, rate)
    say(`by hand in SQL, ${connections} at a time`, `${whole(rate)} rows/s (${whole(count)} rows)`)
  }
  say('ratio to the best by hand', (perSecond / best).toFixed(2))
}

/** At 1,000 events a second from others. */
async function measureScores(to: Installation): Promise<void> {
  const traffic = send(to, { perSecond: 1000, seconds: 20, round: 5 })
  const found = await timesToScore(to, population, Number(options.probes))
  await traffic
  const late = found.filter(time => time === Number.POSITIVE_INFINITY).length
  say(
    'POST to changed score at 1,000 events/s, p50 / p99',
    `${times(found)} (${late} of ${found.length} not within 10 s)`,
  )
}

function send(to: Installation, order: Partial<Order> & { round: number }): Promise<Sent> {
  const child = fork(new URL('./ingest/sender.ts', import.meta.url))
  const full: Order = {
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
    child.send(full)
  })
}

function say(what: string, value: string): void {
  process.stdout.write(`${what.padEnd(54)} ${value}\n`)
}

function times(milliseconds: readonly number[]): string {
  return `${percentile(milliseconds, 0.5).toFixed(0)} / ${percentile(milliseconds, 0.99).toFixed(0)} ms`
}

function share(part: number): string {
  return `${(100 * part).toFixed(1)} %`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
