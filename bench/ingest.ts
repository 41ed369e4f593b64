// Events through HTTP against the same rows loaded by hand, and how soon a score follows: `npm run bench:ingest`.
import { fork } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Closing } from '../app/boot/closing.ts'
import { exportRows, loadByHand, type Rows } from './ingest/hand.ts'
import { type Installation, startInstallation } from './ingest/installation.ts'
import type { Order, Sent } from './ingest/orders.ts'
import { timesToScore } from './ingest/score.ts'
import { runBench } from './lib/ending.ts'
import { describeLoad, describeMachine } from './lib/machine.ts'
import { percentile } from './lib/percentile.ts'

const { values: options } = parseArgs({
  options: {
    // Everything once in small, to see that it runs; its figures mean nothing.
    smoke: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    connections: { type: 'string' },
    'flush-at': { type: 'string', default: '15' },
    accounts: { type: 'string' },
    contacts: { type: 'string' },
    rows: { type: 'string' },
    probes: { type: 'string' },
    templates: { type: 'string' },
    // How long memory is watched at 5,000 events a second.
    steady: { type: 'string' },
  },
})
const usual = {
  seconds: 20,
  connections: 256,
  accounts: 1000,
  contacts: 10_000,
  rows: 200_000,
  probes: 50,
  steady: 60,
  templates: 2000,
}
const small = {
  seconds: 1,
  connections: 16,
  accounts: 50,
  contacts: 200,
  rows: 5000,
  probes: 2,
  steady: 2,
  templates: 30,
}
const size = options.smoke ? small : usual
const [seconds, connections, rowsByHand] = [of('seconds'), of('connections'), of('rows')]
const population = { accounts: of('accounts'), contacts: of('contacts'), flushAt: Number(options['flush-at']) }

await runBench(async closing => {
  say('machine', describeMachine())
  say('load before', describeLoad())
  say(
    'people',
    `${population.accounts} accounts, ${population.contacts} contacts, ${population.flushAt} events a request`,
  )
  await withInstallation(closing, 'web', async intake => {
    const reached = await measureThroughput(intake, 'the intake by itself')
    await measurePaced(intake, 1000, 3)
    await measurePaced(intake, 15_000, 4)
    await watchMemory(intake, 5000)
    await compareWithHand(intake, reached)
  })
  await withInstallation(closing, 'all', async whole => {
    await measureThroughput(whole, 'with scores kept up to date')
    await measureScores(whole)
  })
  say('load after', describeLoad())
  return 0
})

function of(name: keyof typeof usual): number {
  return Number(options[name] ?? size[name])
}

async function withInstallation(
  closing: Closing,
  kind: 'web' | 'all',
  work: (installation: Installation) => Promise<void>,
): Promise<void> {
  const installation = await startInstallation(kind)
  await closing.add('installation', installation.close)
  await work(installation)
  await installation.close()
}

/** What a way of taking events reached: how many in a second, and seconds of processor time for each. */
interface Reached {
  readonly perSecond: number
  readonly each: number
}

async function measureThroughput(to: Installation, what: string): Promise<Reached> {
  await send(to, { introduce: true, round: 1, seconds: Math.min(2, seconds) })
  const [server, database] = [await to.metric('process_cpu_seconds_total'), to.databaseSeconds()]
  const sent = await send(to, { round: 2 })
  const events = sent.accepted + sent.duplicates
  const perSecond = events / sent.seconds
  const spent = [(await to.metric('process_cpu_seconds_total')) - server, to.databaseSeconds() - database]
  const each = [...spent, sent.processorSeconds].map(time => time / events)
  say(`events per second, ${what}`, `${whole(perSecond)} for ${sent.seconds.toFixed(0)} s (${whole(events)} events)`)
  say('  of them duplicates; answered 429; failed', `${share(sent.duplicates / events)}; ${sent.again}; ${sent.failed}`)
  say('  POST to committed, p50 / p99', `${times(sent.milliseconds)} at ${connections} connections`)
  say('  processor µs per event: server + database + client', each.map(time => (time * 1e6).toFixed(1)).join(' + '))
  return { perSecond, each: each.reduce((sum, one) => sum + one, 0) }
}

async function measurePaced(to: Installation, rate: number, round: number): Promise<void> {
  const sent = await send(to, { perSecond: rate, seconds: Math.min(10, seconds), round })
  const taken = (sent.accepted + sent.duplicates) / sent.seconds
  say(
    `POST to committed at ${whole(rate)} events/s, p50 / p99`,
    `${times(sent.milliseconds)} (${whole(taken)} taken per second; ${sent.again + sent.failed} requests not)`,
  )
}

/** At a steady rate, in ten equal parts of the time. What JavaScript holds falls with each collection: its least counts. */
async function watchMemory(to: Installation, rate: number): Promise<void> {
  const seen: { held: number; heap: number }[] = []
  const watch = setInterval(() => {
    Promise.all([to.metric('process_resident_memory_bytes'), to.metric('nodejs_heap_size_used_bytes')]).then(
      ([held, heap]) => seen.push({ held: held / 1e6, heap: heap / 1e6 }),
      () => undefined,
    )
  }, of('steady') * 20)
  await send(to, { perSecond: rate, seconds: of('steady'), round: 6 })
  clearInterval(watch)
  const part = Math.max(1, Math.floor(seen.length / 10))
  const parts = Array.from({ length: 10 }, (_, index) => seen.slice(index * part, (index + 1) * part))
  const line = (figure: (of: readonly { held: number; heap: number }[]) => number) =>
    parts
      .filter(one => one.length > 0)
      .map(one => figure(one).toFixed(0))
      .join(' ')
  say(
    `memory at ${whole(rate)} events/s over ${of('steady')} s, MB: most held`,
    line(one => Math.max(...one.map(at => at.held))),
  )
  say(
    '  least heap of JavaScript',
    line(one => Math.min(...one.map(at => at.heap))),
  )
}

async function compareWithHand(to: Installation, reached: Reached): Promise<void> {
  const { rows, count } = await exportRows(to.databaseUrl, rowsByHand)
  const atOnce = await loadInWays(to, rows, count, 1)
  say('ratio to the best by hand: events per second', (reached.perSecond / atOnce.perSecond).toFixed(2))
  say('  and by processor time of everybody', (atOnce.each / reached.each).toFixed(2))
  // Who answers for each row soon cannot wait for 200,000: the same load with as many commits as requests bring about.
  const slice = (connections * population.flushAt) / 2
  const inSlices = await loadInWays(to, rows, count, Math.max(1, Math.round(count / slice)))
  say(
    `ratio to the best by hand with a commit for each ${whole(slice)} rows`,
    (reached.perSecond / inSlices.perSecond).toFixed(2),
  )
  say('  and by processor time of everybody', (inSlices.each / reached.each).toFixed(2))
}

/** The best of a few loads by hand, over one connection and over two. */
async function loadInWays(to: Installation, rows: Rows, count: number, transactions: number): Promise<Reached> {
  const ways: Reached[] = []
  for (const atOnce of [1, 2, 1, 2]) {
    const [database, own] = [to.databaseSeconds(), process.cpuUsage()]
    const each = Math.max(1, Math.round(transactions / atOnce))
    const perSecond = count / (await loadByHand(to.databaseUrl, rows, { connections: atOnce, transactions: each }))
    const { user, system } = process.cpuUsage(own)
    // The time of a connection's process is in the sum again once its end has been noticed.
    await wait(1000)
    const spent = (to.databaseSeconds() - database + (user + system) / 1e6) / count
    ways.push({ perSecond, each: spent })
    say(
      `by hand in SQL, ${atOnce} at a time, ${each} ${each === 1 ? 'transaction' : 'transactions'} each`,
      `${whole(perSecond)} rows/s, ${(spent * 1e6).toFixed(1)} µs of processor each (${whole(count)} rows)`,
    )
  }
  return {
    perSecond: Math.max(...ways.map(way => way.perSecond)),
    each: Math.min(...ways.map(way => way.each)),
  }
}

/** At 1,000 events a second from others. */
async function measureScores(to: Installation): Promise<void> {
  const traffic = send(to, { perSecond: 1000, seconds, round: 5 })
  const found = await timesToScore(to, population, of('probes'))
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
    templates: of('templates'),
    seconds,
    connections,
    introduce: false,
    ...order,
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`the sender ended with ${code} and said nothing`)))
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
