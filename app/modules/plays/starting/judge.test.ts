import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { putPlay, taskStep } from '../../../../test/support/plays.ts'
import { transact } from '../../../platform/db.ts'
import { loadVersions } from '../engine/versions.ts'
import { judgeCandidates } from './judge.ts'

const { services } = await openStage()
const { db } = services

test('a play of the sample reaches nobody but the accounts of the sample; other plays reach both', async () => {
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name, sample) values ('本物', false), ('見本', true) returning id`.execute(db)
  const candidates = rows.map(({ id }) => ({ accountId: id, contactId: null, key: 'x', cause: {} }))
  const playId = await putPlay(services, { steps: [taskStep('s1')] })
  const reasons = () =>
    transact(db, async tx => {
      const { rows: versions } = await sql<{ id: number }>`select live_version_id as id from plays.play`.execute(tx)
      const version = (await loadVersions(tx, [versions[0]?.id ?? 0])).get(versions[0]?.id ?? 0)
      if (!version) throw new Error('no version')
      return (await judgeCandidates(tx, services, version, candidates)).map(({ reason }) => reason)
    })
  expect(await reasons()).toEqual([null, null])
  await db.updateTable('plays.play').set({ sample: true }).where('id', '=', playId).execute()
  expect(await reasons()).toEqual(['audience', null])
})
