import { sql } from 'kysely'
import { now, today } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import type { Services } from '../../web/services.ts'
import { system } from '../activity/index.ts'
import { cancelAccounts, markAllChanged, type SampleAccount, settleSample } from '../customers/index.ts'
import { lookAtPlays } from '../effects/index.ts'
import { takeItems } from '../events/index.ts'
import { backfillScores, recomputeScores, refreshPercentiles, requestTraining } from '../health/index.ts'
import { companySettings, markSample } from '../identity/index.ts'
import { companyHoldout } from '../plays/index.ts'
import { requestCount } from '../touch/index.ts'
import { changeContracts, nextRenewal } from './contracts.ts'
import { noteFeelings } from './feelings.ts'
import { believe } from './hypotheses.ts'
import { wordsFor } from './language.ts'
import { noteLoading } from './loading.ts'
import { organise } from './organise.ts'
import { type SamplePeople, samplePeople } from './people.ts'
import { PlayCourse, samplePlays } from './plays/course.ts'
import { recallPlays } from './plays/recall.ts'
import type { Stage } from './tables.ts'
import { historyDays } from './world/course.ts'
import { type Anchor, eventsOf, introductions, type SampleMessage } from './world/days.ts'
import { createWorld, type Farm } from './world/world.ts'

/** Messages per call: as many as a large batch of a client. */
const batch = 2000
const courseDays = 140

/**
 * Brings the sample company in, through the functions that real data goes through: events by the tracking intake, contracts
 * and cancellations by the customers module, scores, history and risk by the health module. Accounts are marked as the
 * sample's before anything else is known of them, so that whatever is there when it is stopped can be removed.
 */
export async function loadSample(services: Services, loaderId: string | null, signal: AbortSignal): Promise<void> {
  const { timeZone } = await companySettings(services.db)
  const anchor: Anchor = { today: today(timeZone), timeZone, now: now().epochMilliseconds }
  const words = await wordsFor(services.db, loaderId)
  const farms = createWorld(words)
  const tell = (stage: Stage, progress: number) => {
    signal.throwIfAborted()
    return noteLoading(services.db, { status: 'running', stage, progress })
  }
  await transact(services.db, tx => markSample(tx, true))
  await send(services, introduced(farms, anchor), anchor)
  const people = await transact(services.db, tx => samplePeople(tx, words, loaderId))
  const settled = { accounts: await settle(services, farms, anchor, people), people, words }
  const company = await transact(services.db, tx => companyHoldout(tx))
  const course = new PlayCourse(samplePlays(words), { ...settled, company, anchor })
  await sendEvents(services, { farms, anchor, course }, share => tell('events', share))
  await tell('contracts', 0)
  await transact(services.db, tx => changeContracts(tx, farms, anchor, settled))
  await leave(services, farms, anchor, settled.accounts)
  await tell('scores', 0)
  // The first pass makes the model, the second uses the percentiles of the accounts that are there now.
  await transact(services.db, tx => recomputeScores(tx, services, sql`select null::bigint`))
  await transact(services.db, tx => refreshPercentiles(tx, services))
  await transact(services.db, tx => noteFeelings(tx, farms, anchor, settled))
  await backfillScores(services, courseDays, done => (done % 10 === 0 ? tell('course', done / courseDays) : undefined))
  await transact(services.db, tx => recomputeScores(tx, services, 'all'))
  await transact(services.db, tx => organise(tx, services, { farms, anchor }, settled))
  await transact(services.db, tx => recallPlays(tx, services, course, anchor, settled))
  await transact(services.db, tx => believe(tx, farms, anchor, settled))
  await tell('learning', 0)
  await transact(services.db, async tx => {
    await markAllChanged(tx)
    await requestTraining(tx, services, system)
    await requestCount(tx, services)
  })
  await lookAtPlays(services, signal)
}

function introduced(farms: readonly Farm[], anchor: Anchor): readonly SampleMessage[] {
  return farms.flatMap(farm => introductions(farm, anchor))
}

async function send(services: Services, items: readonly SampleMessage[], anchor: Anchor): Promise<void> {
  await takeItems(services, items, {
    call: undefined,
    context: undefined,
    sentAt: undefined,
    receivedAt: anchor.now,
    keyId: null,
    sample: true,
    suspicious: false,
  })
}

/** Farms, and the plays that change what their people do. */
interface Living {
  readonly farms: readonly Farm[]
  readonly anchor: Anchor
  readonly course: PlayCourse
}

/** Day by day, as the events happened. The next batch is made while the database takes the one before. */
async function sendEvents(services: Services, world: Living, onShare: (share: number) => Promise<void>): Promise<void> {
  let sending = Promise.resolve()
  let last = 0
  try {
    for (const { items, share } of batchesOf(world)) {
      await sending
      sending = send(services, items, world.anchor)
      if (share - last < 0.04) continue
      last = share
      await onShare(share)
    }
  } finally {
    // Also when it is given up: nothing may come in after that.
    await sending
  }
}

/** The events, some days at a time, with the share of the history that is then told. */
function* batchesOf({ farms, anchor, course }: Living) {
  let items: SampleMessage[] = []
  for (let ago = historyDays; ago >= 0; ago--) {
    for (const farm of farms) {
      if (ago > farm.startedAgo) continue
      const done = [...eventsOf(farm, ago, anchor, course.begin(farm, ago))]
      course.end(farm, ago, done)
      items.push(...done)
    }
    if (items.length < batch && ago > 0) continue
    yield { items, share: 1 - ago / historyDays }
    items = []
  }
}

async function settle(
  services: Services,
  farms: readonly Farm[],
  anchor: Anchor,
  people: SamplePeople,
): Promise<ReadonlyMap<string, number>> {
  const accounts = farms.map((farm): SampleAccount => {
    const startedOn = anchor.today.subtract({ days: farm.startedAgo })
    return {
      externalId: farm.groupId,
      ownerId: people[farm.owner],
      stage:
        farm.startedAgo < 60 || (farm.course.kind === 'stalling' && farm.startedAgo < 120) ? 'onboarding' : 'active',
      customerSince: startedOn.toString(),
      plan: farm.words.plans[farm.contracts[0].plan],
      monthlyAmount: farm.contracts[0].monthly,
      period: farm.yearly ? 'year' : 'month',
      renewsOn: nextRenewal(startedOn, anchor.today, farm.yearly).toString(),
    }
  })
  return transact(services.db, tx => settleSample(tx, accounts))
}

async function leave(
  services: Services,
  farms: readonly Farm[],
  anchor: Anchor,
  accounts: ReadonlyMap<string, number>,
): Promise<void> {
  const leavings = farms.flatMap(farm => {
    const accountId = accounts.get(farm.groupId)
    const {
      course: { leftAgo },
      words: { leaving },
    } = farm
    if (accountId === undefined || leftAgo === undefined) return []
    const at = anchor.today
      .subtract({ days: leftAgo })
      .toZonedDateTime({ timeZone: anchor.timeZone, plainTime: '10:00' })
    return [{ accountId, at: new Date(at.epochMilliseconds), reason: leaving[farm.index % leaving.length] }]
  })
  await transact(services.db, tx => cancelAccounts(tx, system, 'import', leavings))
}
