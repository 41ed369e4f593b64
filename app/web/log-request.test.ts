import { afterEach, expect, test, vi } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../test/cast.ts'
import { paths } from '../paths.ts'
import { log } from '../platform/log.ts'

const stage = await openStage()
const cookie = await signInAs(stage, 'csm')
const usual = log.level

afterEach(() => {
  log.level = usual
  vi.restoreAllMocks()
})

/** What is logged about requests while `work` is done. */
async function requestsLogged(level: 'info' | 'debug', work: () => Promise<unknown>): Promise<unknown[]> {
  log.level = level
  const spies = [vi.spyOn(log, 'info'), vi.spyOn(log, 'debug')]
  await work()
  return spies.flatMap(spy => spy.mock.calls.filter(([, what]) => String(what) === 'request').map(([told]) => told))
}

/** Lets every request seem to take so long. */
function takeLong(milliseconds: number): void {
  let time = 0
  vi.spyOn(performance, 'now').mockImplementation(() => {
    time += milliseconds
    return time
  })
}

const told = { requestId: expect.any(String), ms: expect.any(Number) }

test('a request that went well and fast is logged at debug only, by pattern and person', async () => {
  const ask = () => open(stage, '/accounts/4711?q=himitsu', { cookie })
  expect(await requestsLogged('info', ask)).toEqual([])
  const staff = cast.csm.id
  expect(await requestsLogged('debug', ask)).toEqual([
    { ...told, method: 'GET', route: '/accounts/:id', status: 404, staff },
  ])
})

test('one that took long or failed is logged at info', async () => {
  takeLong(1500)
  const ask = () => open(stage, paths.signIn)
  const [slow] = await requestsLogged('info', ask)
  expect(slow).toMatchObject({ method: 'GET', route: '/sign-in', status: 200 })
  expect((slow as { ms: number }).ms).toBeGreaterThanOrEqual(1000)
  vi.restoreAllMocks()
  vi.spyOn(stage.services, 'words').mockImplementation(() => {
    vi.mocked(stage.services.words).mockRestore()
    throw new Error('no words')
  })
  expect(await requestsLogged('info', ask)).toEqual([{ ...told, method: 'GET', route: '/sign-in', status: 500 }])
})

test('what apps send is logged at debug only, however long it takes', async () => {
  takeLong(1500)
  const sendEvents = () => send(stage, '/v1/batch')
  expect(await requestsLogged('info', sendEvents)).toEqual([])
  expect(await requestsLogged('debug', sendEvents)).toEqual([
    { ...told, method: 'POST', route: paths.tracking, status: expect.any(Number) },
  ])
})
