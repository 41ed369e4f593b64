import type { Tx } from '../../platform/db.ts'
import type { Services } from '../../web/services.ts'
import type { Actor } from '../activity/index.ts'
import { createSegment, type Group, recallMemberships } from '../segments/index.ts'
import type { SampleWords } from './words/words.ts'

/** By which key the words have it. */
export type SegmentKey = keyof SampleWords['segments']

interface SampleSegment {
  readonly key: SegmentKey
  readonly condition: Group
}

/** For how long the segments have a past. */
const recalledDays = 42

function ofAccounts({ world: { species, traits } }: SampleWords): readonly SampleSegment[] {
  const farms = { key: traits.species, asks: { is: 'same', text: species.seaBream } } as const
  return [
    goneQuiet,
    renewing,
    { key: 'seaBream', condition: { kind: 'all', of: [{ kind: 'trait', type: 'text', ...farms }] } },
  ]
}

const goneQuiet: SampleSegment = {
  key: 'quiet',
  condition: {
    kind: 'all',
    of: [
      { kind: 'field', field: 'customers.stage', asks: { is: 'none_of', texts: ['cancelled'] } },
      { kind: 'measure', use: { measure: 'events.days_active', window: 14 }, asks: { is: 'none' } },
      { kind: 'measure', use: { measure: 'events.days_active', window: 90 }, asks: { is: 'at_least', number: 10 } },
    ],
  },
}

const renewing: SampleSegment = {
  key: 'renewing',
  condition: {
    kind: 'all',
    of: [
      { kind: 'field', field: 'customers.monthly_amount', asks: { is: 'at_least', number: 78_000 }, currency: 'JPY' },
      { kind: 'field', field: 'customers.renews_on', asks: { is: 'next', days: 60 } },
    ],
  },
}

const used = { kind: 'measure', use: { measure: 'events.contact_days_active', window: 90 } } as const

const noLonger: SampleSegment = {
  key: 'noLonger',
  condition: {
    kind: 'all',
    of: [
      { kind: 'measure', use: { measure: 'events.contact_days_active', window: 28 }, asks: { is: 'none' } },
      { ...used, asks: { is: 'at_least', number: 5 } },
      {
        kind: 'accounts',
        within: true,
        meets: {
          kind: 'all',
          of: [
            { kind: 'field', field: 'customers.stage', asks: { is: 'one_of', texts: ['active'] } },
            {
              kind: 'measure',
              use: { measure: 'events.days_active', window: 14 },
              asks: { is: 'at_least', number: 3 },
            },
          ],
        },
      },
    ],
  },
}

/** Over the people at the farms. `at` says that they belong to an account in that segment. */
function ofContacts(
  { world: { titles } }: SampleWords,
  at: (segment: SegmentKey) => Group['of'][number],
): readonly SampleSegment[] {
  const titled = (title: string) =>
    ({ kind: 'field', field: 'customers.contact_title', asks: { is: 'same', text: title } }) as const
  const deciding = { kind: 'any', of: [titled(titles.owner), titled(titles.manager)] } as const
  const talkative = { ...used, asks: { is: 'at_least', number: 15 } } as const
  return [
    { key: 'deciding', condition: { kind: 'all', of: [deciding, at('renewing')] } },
    noLonger,
    { key: 'talkative', condition: { kind: 'all', of: [talkative, at('quiet')] } },
  ]
}

/**
 * Makes the segments that the sample's team would have made, in the name of one of them, and who was in them before. Returns
 * their ids.
 */
export async function gather(
  tx: Tx,
  services: Services,
  actor: Actor,
  words: SampleWords,
): Promise<ReadonlyMap<SegmentKey, number>> {
  const ids = new Map<SegmentKey, number>()
  const make = async ({ key, condition }: SampleSegment, about: 'account' | 'contact') =>
    ids.set(key, await createSegment(tx, services, actor, { ...words.segments[key], condition, about, sample: true }))
  for (const segment of ofAccounts(words)) await make(segment, 'account')
  const at = (key: SegmentKey): Group['of'][number] => ({
    kind: 'accounts',
    within: true,
    meets: { kind: 'all', of: [{ kind: 'segment', segment: ids.get(key) ?? 0, within: true }] },
  })
  for (const segment of ofContacts(words, at)) await make(segment, 'contact')
  await recallMemberships(tx, services, [...ids.values()], recalledDays)
  return ids
}
