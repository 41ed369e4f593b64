import { type ClientRequest, request } from 'node:http'
import { Hono } from 'hono'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { openTracking } from '../../../../test/support/tracking.ts'
import { openPort } from '../../../boot/port.ts'
import type { Env, RequestContext } from '../../../web/routes.ts'
import { readBody } from './body.ts'
import { intakeOf } from './intake.ts'
import type { BodyRefused } from './refused.ts'
import { createRoom, enter } from './room.ts'

const stage = await openStage()
const { key } = await openTracking(stage)
const event = { type: 'track', userId: 'u', event: 'Fed' }
const mebibyte = 1024 * 1024

async function serve(app: Hono<Env>): Promise<number> {
  const port = await openPort('127.0.0.1', 0)
  port.serve(app)
  onTestFinished(() => port.close())
  return port.number
}

/** Sends the beginning of a body and then nothing more. Resolves with the status of the answer. */
function beginSending(port: number, bytes: number, headers = {}): { sending: ClientRequest; status: Promise<unknown> } {
  const sending = request({ port, path: '/v1/batch', method: 'POST', headers })
  const status = new Promise(resolve => {
    sending.on('response', response => resolve(response.resume().statusCode)).on('error', () => resolve('cut'))
  })
  sending.write(' '.repeat(bytes))
  onTestFinished(() => {
    sending.destroy()
  })
  return { sending, status }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('requests that are never sent to their end', () => {
  it('do not keep out those that show their key beforehand', async () => {
    const port = await serve(stage.app)
    const { room, hall } = intakeOf(stage.services)
    const slow = Array.from({ length: 25 }, () => beginSending(port, 4 * mebibyte - 1))
    await expect.poll(() => hall.held, { timeout: 10_000 }).toBeGreaterThan(hall.limit / 2)
    expect(room.held).toBe(0)
    const post = (body: object, headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${port}/v1/batch`, { method: 'POST', body: JSON.stringify(body), headers })
    const answers = await Promise.all([
      post({ batch: [event] }, { 'x-write-key': key.key }),
      post({ batch: [event] }, { authorization: `Basic ${btoa(`${key.key}:`)}` }),
    ])
    expect(answers.map(answer => answer.status)).toEqual([200, 200])
    for (const { sending } of slow) sending.destroy()
    await expect.poll(() => hall.held).toBe(0)
    expect((await post({ batch: [event], writeKey: key.key }, {})).status).toBe(200)
    expect([room.held, hall.held]).toEqual([0, 0])
  })

  it('are answered with 408', async () => {
    const room = createRoom(mebibyte)
    const app = new Hono<Env>().post('*', async c => {
      try {
        await readBody(c as RequestContext, room, 100)
        return c.text('read')
      } catch (error) {
        return c.text('refused', (error as BodyRefused).status)
      }
    })
    expect(await beginSending(await serve(app), 10).status).toBe(408)
    const endless = new ReadableStream({ start: controller => controller.enqueue(new Uint8Array(10)) })
    const asked = await app.request('/', { method: 'POST', body: endless, duplex: 'half' } as RequestInit)
    expect(asked.status).toBe(408)
    expect(room).toMatchObject({ held: 0, readers: new Set() })
  })

  it('make room for others when there is none left, the slowest first', () => {
    vi.useFakeTimers()
    const room = createRoom(100)
    const dismissed: string[] = []
    const come = (name: string, bytes: number) => {
      const stay = enter(room, reason => dismissed.push(`${name} ${reason.status}`))
      stay.take(bytes)
      return stay
    }
    come('whole', 20).arrived()
    come('slowest', 30)
    vi.advanceTimersByTime(1000)
    come('slow', 40)
    expect(() => come('too soon', 20)).toThrow('too many')
    vi.advanceTimersByTime(1500)
    const next = come('next', 30)
    expect(dismissed).toEqual(['slowest 429'])
    vi.advanceTimersByTime(2500)
    next.take(40)
    expect(dismissed).toEqual(['slowest 429', 'slow 429'])
    expect(room.held).toBe(90)
    next.arrived()
    expect(() => come('too much', 20)).toThrow('too many')
  })
})
