import { expect, test } from 'vitest'
import { installedFolder, startBanso, until } from './banso.ts'

test('what is logged is JSON on standard error, beside the few plain lines; at the usual level nothing of what goes well', async () => {
  const dataDir = installedFolder()
  const detailed = startBanso({ dataDir, env: { BANSO_LOG: 'debug' } })
  await fetch(`${await detailed.ready()}/first-run?token=himitsu`)
  const lines = () => detailed.errors().trimEnd().split('\n')
  await until(() => detailed.errors().includes('"msg":"request"'))
  const requests = lines().map(line => JSON.parse(line) as { msg: string })
  expect(requests.filter(({ msg }) => msg === 'request')).toMatchObject([
    { level: 20, method: 'GET', route: '/first-run', status: 200, ms: expect.any(Number) },
  ])
  expect(detailed.errors()).not.toContain('himitsu')
  expect(detailed.output()).not.toContain('{')
  detailed.child.kill('SIGTERM')
  expect(await detailed.exited).toBe(0)
  const plainly = detailed.output().split('\n').length

  const usual = startBanso({ dataDir })
  await fetch(`${await usual.ready()}/first-run`)
  usual.child.kill('SIGTERM')
  expect(await usual.exited).toBe(0)
  expect([usual.errors(), usual.output().split('\n').length]).toEqual(['', plainly])
})
