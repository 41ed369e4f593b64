import type { Child, FC } from 'hono/jsx'
import type { Db, Tx } from '../platform/db.ts'
import type { Job } from '../platform/jobs.ts'
import type { Access } from './access.ts'
import type { Aggregate } from './aggregate.ts'
import type { DaySource } from './day-source.ts'
import type { Erase } from './erased.ts'
import type { Catalogues, TextKey } from './i18n.ts'
import type { PlayStepKind, PlayTriggerKind } from './play-kinds.ts'
import type { PlaySource } from './play-source.ts'
import type { SearchReader, TimelineReader } from './readers.ts'
import type { RequestContext, Routes } from './routes.ts'
import type { Services } from './services.ts'
import type { Direction } from './ui/sort.ts'
import type { Tone } from './ui/tone.ts'
import type { NavigationItem } from './view.ts'

/** What a module is to the others: its manifest, exported from its index.ts and listed in app/modules.ts. */
export interface Module {
  readonly name: string
  readonly catalogues: Catalogues
  readonly routes?: readonly Routes[]
  readonly navigation?: readonly (NavigationItem & { readonly access: Access })[]
  readonly jobs?: readonly Job<Services>[]
  readonly measures?: readonly Measure[]
  readonly fields?: readonly Field[]
  readonly contacts?: ContactOffers
  readonly segments?: SegmentSource
  readonly segmentUses?: SegmentUses
  readonly plays?: PlaySource
  readonly day?: DaySource
  /** What touches accounts: where people, programs and communities met them. */
  readonly touches?: readonly TouchSource[]
  readonly timeline?: TimelineReader
  readonly search?: SearchReader
  readonly refresh?: Refresh
  readonly accountPanels?: readonly Panel[]
  readonly accountTabs?: readonly AccountTab[]
  readonly contactPanels?: readonly Panel[]
  readonly accountFrame?: FrameAccount
  /** Moves what the module holds about one account to another that it turned out to be the same as. */
  readonly mergeAccounts?: MergeAccounts
  /** The same for two contacts. */
  readonly mergeContacts?: MergeContacts
  /** Forgets what the module holds about a person who asked for it. */
  readonly erase?: Erase
  /** Brings up to date what hangs on a member of staff who was taken out of the company just now. */
  readonly personRemoved?: PersonRemoved
  /** Brings up to date what hangs on the churn risks of all accounts, after a model was learned. */
  readonly risksLearned?: RisksLearned
  /** Removes what belongs to the sample company, before the accounts and contacts themselves go. */
  readonly removeSample?: (tx: Tx) => Promise<void>
  /** Further pages about a play. */
  readonly playTabs?: readonly PlayTab[]
  /** What the first page of a play shows of it. */
  readonly playPanels?: readonly Panel[]
  /** What is known of the effects of plays, for the list of them. */
  readonly playVerdicts?: PlayVerdicts
  /** Steps that plays can take. */
  readonly playSteps?: readonly PlayStepKind[]
  /** What plays can be started by. */
  readonly playTriggers?: readonly PlayTriggerKind[]
  /** Runs in every process that serves or works, after migration, before listening. */
  readonly start?: (services: Services) => Promise<undefined | (() => Promise<void>)>
}

/**
 * One number about an account, offered as data: what becomes of the rows of a relation with `account_id`.
 * With `on`, only rows whose day lies in the window (days up to today) count. Measures with the same
 * relation are computed in one pass.
 */
export interface Measure {
  /** module.name, for example `events.days_active` */
  readonly key: string
  readonly label: TextKey
  readonly unit: 'count' | 'kinds' | 'days' | 'people' | 'percent' | 'points' | 'hours' | 'money' | 'number'
  readonly better: 'more' | 'less'
  readonly relation: string
  readonly value: Aggregate
  /** Date column of the relation; windowed measures only. */
  readonly on?: string
  /** Text column that a parameter can pin, such as the event's name. */
  readonly of?: string
  /** What that text is, where it is asked for. */
  readonly ofLabel?: TextKey
  /** The measure means nothing without that text, so it is asked for. Conditions have better ways to say the same. */
  readonly ofNeeded?: boolean
  /** What an account without any row has: 0, or nothing known. */
  readonly empty: 0 | null
  /**
   * Relation with a row for each account about which this can be known at all. An account that never sent an event is
   * not silent: nothing is known of it.
   */
  readonly presence?: string
  /**
   * For a measure that only knows the present: the windowed one that says the same about a past day, with its window.
   * Back-tests and learning use it, so that nothing known only later leaks in.
   */
  readonly past?: { readonly measure: string; readonly window: number }
}

/** A fact about an account that conditions, columns and sorting can use: a column of a relation with one row per account. */
export interface Field {
  readonly key: string
  readonly label: TextKey
  readonly type: 'text' | 'number' | 'money' | 'boolean' | 'date' | 'choice'
  readonly relation: string
  readonly column: string
  readonly choices?: readonly { readonly value: string; readonly label: TextKey; readonly tone?: Tone }[]
  /** A number between 0 and 1, shown as a percentage. */
  readonly share?: boolean
  /** A date whose column is a moment (timestamptz): its day depends on the company's time zone. */
  readonly moment?: boolean
  /** Key of a choice of the same relation that judges the number: lists show it beside the number. */
  readonly verdict?: string
  /** Lists can be sorted by it (a number, money or date), this way first. The relation needs an index that begins with the column. */
  readonly sort?: Direction
  /** Lists show it as long as nobody chose other columns, in the order of these numbers. */
  readonly listed?: number
}

/** The same about contacts: measures and fields over relations with `contact_id` where the others have `account_id`. */
export interface ContactOffers {
  readonly measures?: readonly Measure[]
  readonly fields?: readonly Field[]
}

/** Where the segments of accounts are: what narrows lists of accounts. */
export interface SegmentSource {
  /** Relation (segment_id, account_id). */
  readonly relation: string
  readonly names: (db: Db) => Promise<ReadonlyMap<number, string>>
  /** The same of contacts: relation (segment_id, contact_id). */
  readonly contacts: Omit<SegmentSource, 'contacts'>
}

/** Something that needs a segment, which is not deleted meanwhile. */
export interface SegmentUse {
  /** Its name. */
  readonly label: string
  readonly href: string
}

/** What of the module needs a segment. Asked with the segment held, so that nothing new comes meanwhile if it holds it too. */
export type SegmentUses = (db: Db | Tx, segmentId: number) => Promise<readonly SegmentUse[]>

/** What touches accounts, as data: a relation with a row for each touch, so that where time goes is counted in one place. */
export interface TouchSource {
  /** module.name */
  readonly key: string
  /** What is counted, for those who ask where a figure comes from. */
  readonly label: TextKey
  /**
   * Has account_id, at, kind ('high', 'low', 'tech' or 'community'), touched (counts as a touch; else it is
   * time, or a trace of somebody, only), minutes (of people) and estimated (nobody said how many). An index finds its rows by `at` and by account.
   */
  readonly relation: string
  /** It also has source and source_id, which say what asked for the touch: 'play' with its enrollment and step (12.s1), or another. */
  readonly saysSource?: boolean
}

/**
 * Brings what a module derives from accounts up to date for a set of them, in the transaction that takes them off the
 * list of changed accounts. Runs in the order of `order`.
 */
export interface Refresh {
  readonly order: number
  readonly accounts: (tx: Tx, services: Services, accountIds: readonly number[]) => Promise<void>
  /** The same for contacts that were marked themselves: those of a marked account are not. */
  readonly contacts?: (tx: Tx, services: Services, contactIds: readonly number[]) => Promise<void>
}

/**
 * A part of the page of an account (or of a contact) that another module owns: it queries, renders and keeps its own part
 * live. The page only places the finished HTML; nothing when the module has nothing to say about it.
 */
export interface Panel {
  readonly key: string
  readonly place: 'main' | 'aside'
  readonly order: number
  /** What it shows of the account (contact, play) with this id; undefined for nothing. */
  readonly show: (c: RequestContext, id: number) => Promise<Child | undefined>
}

/** A further page about an account, owned by another module. */
export interface AccountTab {
  readonly label: TextKey
  readonly order: number
  /** Path of the sitemap with `:id`. */
  readonly path: string
}

/** A few words about each of these plays, by id; nothing about those of which nothing is known. */
export type PlayVerdicts = (c: RequestContext, playIds: readonly number[]) => Promise<ReadonlyMap<number, Child>>

/** A further page about a play, owned by another module; its path has `:id`. */
export type PlayTab = AccountTab

/** What stands around every page about one account: its name, what can be done, its tabs. */
export type AccountFrame = FC<{ readonly title?: string; readonly live?: string; readonly children: Child }>

/** Throws NotFound for an account that is not there. */
export type FrameAccount = (c: RequestContext, accountId: number) => Promise<AccountFrame>

/** After it nothing of the module may point at `fromId`, which is deleted next. */
export type MergeAccounts = (tx: Tx, pair: { readonly fromId: number; readonly intoId: number }) => Promise<void>
export type MergeContacts = (tx: Tx, pair: { readonly fromId: number; readonly intoId: number }) => Promise<void>

export type PersonRemoved = (tx: Tx, staffId: string) => Promise<void>
export type RisksLearned = (tx: Tx, services: Services) => Promise<void>

/** Everything the modules offer, collected. */
export interface Offers {
  readonly measures: ReadonlyMap<string, Measure>
  readonly fields: ReadonlyMap<string, Field>
  readonly contacts: {
    readonly measures: ReadonlyMap<string, Measure>
    readonly fields: ReadonlyMap<string, Field>
  }
  readonly segments: SegmentSource | undefined
  readonly segmentUses: readonly SegmentUses[]
  readonly plays: PlaySource | undefined
  readonly day: DaySource | undefined
  readonly touches: readonly TouchSource[]
  readonly timelines: readonly TimelineReader[]
  readonly searches: readonly SearchReader[]
  readonly refreshes: readonly Refresh[]
  readonly accountPanels: readonly Panel[]
  readonly accountTabs: readonly AccountTab[]
  readonly contactPanels: readonly Panel[]
  readonly accountFrame: FrameAccount
  readonly accountMerges: readonly MergeAccounts[]
  readonly contactMerges: readonly MergeContacts[]
  readonly erasures: readonly Erase[]
  readonly personRemovals: readonly PersonRemoved[]
  readonly risksLearned: readonly RisksLearned[]
  readonly playTabs: readonly PlayTab[]
  readonly playPanels: readonly Panel[]
  readonly playVerdicts: PlayVerdicts | undefined
  /** By key, in the order in which they are offered. */
  readonly playSteps: ReadonlyMap<string, PlayStepKind>
  readonly playTriggers: ReadonlyMap<string, PlayTriggerKind>
  /** Modules in the reverse order of the list, so that those who point go before those who are pointed at. */
  readonly sampleRemovals: readonly ((tx: Tx) => Promise<void>)[]
}
