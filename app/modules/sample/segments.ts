import type { Tx } from '../../platform/db.ts'
import type { Services } from '../../web/services.ts'
import type { Actor } from '../activity/index.ts'
import { createSegment, type Group, recallMemberships } from '../segments/index.ts'

interface SampleSegment {
  readonly name: string
  readonly description: string
  readonly condition: Group
}

/** For how long the segments have a past. */
const recalledDays = 42

export const quiet = '静かになった顧客'
export const renewing = '更新が近い大口'

const ofAccounts: readonly SampleSegment[] = [
  {
    name: quiet,
    description: '以前は使っていたのに、この2週間使っていない顧客です。解約した顧客は除きます。',
    condition: {
      kind: 'all',
      of: [
        { kind: 'field', field: 'customers.stage', asks: { is: 'none_of', texts: ['cancelled'] } },
        { kind: 'measure', use: { measure: 'events.days_active', window: 14 }, asks: { is: 'none' } },
        { kind: 'measure', use: { measure: 'events.days_active', window: 90 }, asks: { is: 'at_least', number: 10 } },
      ],
    },
  },
  {
    name: renewing,
    description: '月額78,000円以上で、60日以内に更新日を迎える顧客です。',
    condition: {
      kind: 'all',
      of: [
        { kind: 'field', field: 'customers.monthly_amount', asks: { is: 'at_least', number: 78_000 }, currency: 'JPY' },
        { kind: 'field', field: 'customers.renews_on', asks: { is: 'next', days: 60 } },
      ],
    },
  },
  {
    name: '真鯛の生産者',
    description: '魚種が真鯛の顧客です。',
    condition: { kind: 'all', of: [{ kind: 'trait', key: '魚種', type: 'text', asks: { is: 'same', text: '真鯛' } }] },
  },
]

const used = { kind: 'measure', use: { measure: 'events.contact_days_active', window: 90 } } as const

const noLonger: SampleSegment = {
  name: '最近使わなくなった担当者',
  description: '会社は使い続けているのに、この4週間使っていない人です。異動や引き継ぎの兆しかもしれません。',
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

/** Over the people at the farms. `at` says that they belong to an account in the segment of that name. */
function ofContacts(at: (segment: string) => Group['of'][number]): readonly SampleSegment[] {
  const titled = (title: string) =>
    ({ kind: 'field', field: 'customers.contact_title', asks: { is: 'same', text: title } }) as const
  return [
    {
      name: '更新が近い大口の責任者',
      description: '更新のご案内を差し上げる相手です。60日以内に更新日を迎える大口の顧客の、代表と場長。',
      condition: {
        kind: 'all',
        of: [{ kind: 'any', of: [titled('代表'), titled('場長')] }, at(renewing)],
      },
    },
    noLonger,
    {
      name: '静かになった顧客で話を聞ける人',
      description: '静かになった顧客の中で、よく使っていた人です。まずこの人に事情を伺います。',
      condition: {
        kind: 'all',
        of: [{ ...used, asks: { is: 'at_least', number: 15 } }, at(quiet)],
      },
    },
  ]
}

/**
 * Makes the segments that the sample's team would have made, in the name of one of them, and who was in them before. Returns
 * their ids by name.
 */
export async function gather(tx: Tx, services: Services, actor: Actor): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>()
  for (const segment of ofAccounts) {
    ids.set(segment.name, await createSegment(tx, services, actor, { ...segment, sample: true }))
  }
  const at = (name: string): Group['of'][number] => ({
    kind: 'accounts',
    within: true,
    meets: { kind: 'all', of: [{ kind: 'segment', segment: ids.get(name) ?? 0, within: true }] },
  })
  for (const segment of ofContacts(at)) {
    ids.set(segment.name, await createSegment(tx, services, actor, { ...segment, about: 'contact', sample: true }))
  }
  await recallMemberships(tx, services, [...ids.values()], recalledDays)
  return ids
}
