import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installedFolder, runCommand, startBanso, temporaryFolder } from './banso.ts'

test('bin/import ends by itself with 0 or 1, beside a running Banso and alone', async () => {
  const dataDir = installedFolder()
  const folder = temporaryFolder()
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const run = (...args: string[]) => runCommand('import', { dataDir }, args)
  const good = file('good.csv', 'id,name\n1,Minato\n2,Umi\n')

  const noCompany = await run('accounts', good)
  expect(noCompany).toEqual({ status: 1, said: expect.stringContaining('no company') })

  const env = { BANSO_ADMIN_EMAIL: 'kai@minato.example', BANSO_ADMIN_PASSWORD: 'a long enough phrase' }
  const banso = startBanso({ dataDir, env })
  await banso.ready()
  expect(await run('accounts', good)).toEqual({ status: 0, said: expect.stringContaining('2 new') })
  banso.child.kill('SIGTERM')
  await banso.exited

  const expected: readonly (readonly [readonly string[], 0 | 1, string])[] = [
    [['accounts', good], 0, '2 updated'],
    [['accounts', good, '--dry-run'], 0, 'nothing was written'],
    [[], 1, 'bin/import'],
    [['accounts', join(folder, 'missing.csv')], 1, 'cannot be opened'],
    [['accounts', file('quote.csv', 'id,name\n1,"never closed\n')], 1, 'is never closed'],
    [
      ['accounts', file('bad.csv', 'id,name,stage\n,x,active\n'), '--map', 'id=external_id'],
      1,
      'No row could be imported',
    ],
    [['accounts', good, '--map', 'nowhere=name'], 1, 'no column of this name'],
  ]
  for (const [args, status, words] of expected) {
    const ended = await run(...args)
    expect(ended.said, args.join(' ')).toContain(words)
    expect(ended.status, args.join(' ')).toBe(status)
  }
}, 120_000)
