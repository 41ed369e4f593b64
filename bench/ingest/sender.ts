// A process of its own that sends recorded requests: told what to do by its parent, answers with what it measured.
import { Agent, request } from 'node:http'
import type { Order, Sent } from './orders.ts'
import { fillIn, recordPeople, recordRequests, type Template } from './traffic.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 512 })
const mostUnderWay = 2000

process.once('message', (order: Order) => {
  void carryOut(order).then(sent => {
    // Not before it is written: a large message would be lost.
    process.send?.(sent, () => process.disconnect?.())
  })
})

type Measured = Omit<Sent, 'processorSeconds'>

async function carryOut(order: Order): Promise<Sent> {
  const people = order.introduce ? await recordPeople(order.population) : []
  const templates = await recordRequests(order.templates, order.population)
  for (const [index, template] of people.entries()) await post(order, fillIn(template, 0, index))
  process.send?.('ready')
  await new Promise(resolve => process.once('message', resolve))
  const before = process.cpuUsage()
  const sent = await (order.perSecond ? sendPaced(order, templates) : sendAsFastAsTaken(order, templates))
  const { user, system } = process.cpuUsage(before)
  return { ...sent, processorSeconds: (user + system) / 1e6 }
}

/** `order.connections` requests are always under way. */
async function sendAsFastAsTaken(order: Order, templates: readonly Template[]): Promise<Measured> {
  const sent = emptySent()
  const begun = performance.now()
  let next = 0
  const work = async () => {
    while (performance.now() - begun < order.seconds * 1000) await sendOne(order, templates, next++, sent)
  }
  await Promise.all(Array.from({ length: order.connections }, work))
  return { ...sent, seconds: (performance.now() - begun) / 1000 }
}

/** Requests begin when they are due, however long the earlier ones take, so that waiting is not left out of the times. */
async function sendPaced(order: Order, templates: readonly Template[]): Promise<Measured> {
  const sent = emptySent()
  const begun = performance.now()
  const gap = (1000 * order.population.flushAt) / (order.perSecond ?? 1)
  const under = new Set<Promise<void>>()
  for (let next = 0; next * gap < order.seconds * 1000; next++) {
    const due = begun + next * gap
    const early = due - performance.now()
    if (early > 1) await new Promise(resolve => setTimeout(resolve, early))
    // A server that cannot keep up must not be buried under ever more connections.
    if (under.size >= mostUnderWay) {
      sent.failed++
      continue
    }
    const one = sendOne(order, templates, next, sent, due).finally(() => under.delete(one))
    under.add(one)
  }
  await Promise.all(under)
  return { ...sent, seconds: (performance.now() - begun) / 1000 }
}

function emptySent() {
  return { requests: 0, accepted: 0, duplicates: 0, again: 0, failed: 0, milliseconds: [] as number[] }
}

async function sendOne(
  order: Order,
  templates: readonly Template[],
  next: number,
  sent: ReturnType<typeof emptySent>,
  due = performance.now(),
) {
  // Every 50th request is sent a second time, as clients do when an answer got lost.
  const index = next % 50 === 49 ? next - 1 : next
  const template = templates[index % templates.length] as Template
  const body = fillIn(template, order.round * 1000 + Math.floor(index / templates.length), index % templates.length)
  const { status, text } = await post(order, body)
  sent.milliseconds.push(performance.now() - due)
  sent.requests++
  if (status === 429) sent.again++
  else if (status !== 200) sent.failed++
  else {
    const reply = JSON.parse(text) as { accepted: number; duplicates: number }
    sent.accepted += reply.accepted
    sent.duplicates += reply.duplicates
  }
}

function post(order: Order, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: order.authorization,
    }
    const sending = request(order.url, { method: 'POST', agent, headers }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', piece => {
        text += piece
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sending.on('error', error => {
      // The server closed an idle connection in the moment of its use: clients send again, it is not a failure.
      if (sending.reusedSocket && 'code' in error && error.code === 'ECONNRESET') resolve(post(order, body))
      else reject(error)
    })
    sending.end(body)
  })
}
