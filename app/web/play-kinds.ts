import type { Tx } from '../platform/db.ts'
import type { TextKey } from './i18n.ts'
import type { Services } from './services.ts'

/** What a step or trigger is set up with: the values of its fields, by name. */
export type KindSettings = Readonly<Record<string, string | number | boolean | readonly string[]>>

/** A field of the form in which a step or trigger is set up. */
export interface KindField {
  readonly name: string
  readonly label: TextKey
  readonly hint?: TextKey
  /** `words` are several lines; `segment` the id of a segment of accounts, `contact_segment` of contacts. */
  readonly type:
    | 'text'
    | 'words'
    | 'number'
    | 'choice'
    | 'flag'
    | 'tags'
    | 'url'
    | 'staff'
    | 'segment'
    | 'contact_segment'
    | 'event'
    | 'trait'
    | 'date_field'
  /** Nothing is published while it is empty. */
  readonly required?: boolean
  /** Placeholders such as {{contact.name}} are filled in. */
  readonly placeholders?: boolean
  /** Read as Markdown where it is shown. */
  readonly markdown?: boolean
  readonly choices?: readonly { readonly value: string; readonly label: TextKey }[]
  readonly initial?: string | number | boolean
  /** The same as words, in the language of who writes the play. */
  readonly initialWords?: TextKey
  /** Another field: when that is filled in, this one has to be, too. */
  readonly requiredWith?: string
  /** Another field that must not say the same. */
  readonly unlike?: string
  /** Of numbers the bounds, of texts the length. */
  readonly min?: number
  readonly max?: number
  /** Asked only in plays about these; in all when it is not said. */
  readonly abouts?: readonly PlayAbout[]
  /** Asked only while another field has one of these values. */
  readonly when?: { readonly field: string; readonly is: readonly string[] }
}

/** Whom a play is about. */
export type PlayAbout = 'account' | 'contact'

/** Something a play can do at a step, offered as data and one function that does it for many at once. */
export interface PlayStepKind {
  /** Of a module that plays do not know, `module.name`. */
  readonly key: string
  readonly label: TextKey
  /** What it does, for who chooses among steps. */
  readonly hint?: TextKey
  readonly icon: string
  /** What it does in one sentence; the settings are its values. */
  readonly sentence: TextKey
  readonly fields: readonly KindField[]
  /** Reaches people, so that limits hold: the message of these settings, for dry runs. */
  readonly reaches?: ReachOf
  /** Asks something that is accepted or declined, so that conditions of the play may ask how. */
  readonly asks?: Asks
  /**
   * Does it for these enrollments in the transaction that moves them on, so that it happens exactly once: what leaves the
   * database goes through rows that others send. Enrollments that are not in the result are done.
   */
  readonly perform: (
    tx: Tx,
    services: Services,
    run: StepRun,
    enrolled: readonly Enrolled[],
  ) => Promise<ReadonlyMap<number, StepFate>>
}

export type StepAnswer = 'accepted' | 'declined'

/** How a step that asks something is answered. */
export interface Asks {
  /** The fields of what is asked, and of the words of its answers. */
  readonly fields: Readonly<Record<'subject' | StepAnswer, string>>
  /** What was answered, by the id of the enrollment; nothing of those from whom no answer came. */
  readonly given: (
    tx: Tx,
    step: Pick<StepRun, 'playId' | 'stepId'>,
    enrolled: readonly Pick<Enrolled, 'id' | 'accountId' | 'contactId'>[],
  ) => Promise<ReadonlyMap<number, StepAnswer>>
}

/** Who would get the message of a step now, and who not and why: nothing is written. By the index of the target. */
export type ReachOf = (
  tx: Tx,
  services: Services,
  run: StepRun,
  targets: readonly Pick<Enrolled, 'id' | 'accountId' | 'contactId'>[],
) => Promise<ReadonlyMap<number, StepFate>>

/** The step of a version of a play that is being done. */
export interface StepRun {
  readonly playId: number
  readonly playName: string
  readonly versionNumber: number
  readonly stepId: string
  readonly settings: KindSettings
  readonly sample: boolean
}

export interface Enrolled {
  readonly id: number
  readonly accountId: number
  readonly contactId: number | null
  /** What started it, in the words of the trigger's data. */
  readonly cause: Readonly<Record<string, unknown>>
}

/** What became of a step for one enrollment. `why` is a part of a text key under `plays:why`. */
export type StepFate =
  | { readonly kind: 'done'; readonly detail?: Readonly<Record<string, string | number>> }
  | { readonly kind: 'wait'; readonly until: Date; readonly why: string }
  | { readonly kind: 'skipped'; readonly why: string }

/** Somebody a trigger found. */
export interface Candidate {
  readonly accountId: number | null
  readonly contactId: number | null
  /** What happened, so that the same is not a second cause: the id of an event, a day. */
  readonly key: string
  /** What it saw, for the page of the enrollment. */
  readonly cause: Readonly<Record<string, string | number | null>>
}

/** A live play, as triggers see it. */
export interface Triggered {
  readonly playId: number
  readonly about: PlayAbout
  readonly settings: KindSettings
  /** Of events: conditions on their properties. */
  readonly properties: readonly unknown[]
  /** The condition, as it is stored, that its accounts or contacts have to meet: whoever is found is asked. For triggers that choose among many. */
  readonly audience: unknown
  /** Reaches nobody but accounts of the sample. */
  readonly sample: boolean
  /** Of events: the property that tells one cause from another. */
  readonly keyProperty?: string
  /** How far it has read, as `begin` and `found` said. */
  readonly cursor: number
  readonly liveSince: Date
}

/** What a trigger found for one play. */
export interface Find {
  readonly playId: number
  readonly candidates: readonly Candidate[]
  /** Whom it noticed, but what they did was not as the play asks: so that a play that starts nobody can say so. */
  readonly unfit?: readonly Candidate[]
  readonly cursor: number
}

/** A play that holds accounts out. */
export interface HoldingOut {
  readonly playId: number
  readonly settings: KindSettings
  /** Days after which its outcome is looked at. */
  readonly windowDays: number
}

/** What can start plays, offered as data and two functions. */
export interface PlayTriggerKind {
  readonly key: string
  readonly label: TextKey
  readonly icon: string
  readonly sentence: TextKey
  readonly fields: readonly KindField[]
  /** For which plays it is offered. */
  readonly abouts: readonly PlayAbout[]
  /**
   * Whom it found since the last look, for all live plays with it; `cursor` is kept with the play. Runs in the transaction that
   * starts them, one at a time. `more`: there is more to read at once.
   */
  readonly found?: (
    tx: Tx,
    services: Services,
    plays: readonly Triggered[],
    news: readonly number[],
  ) => Promise<{ readonly finds: readonly Find[]; readonly more: boolean }>
  /** What it looks at is looked at once for all plays: it needs all of them together. Others are asked play by play. */
  readonly shared?: true
  /** Whom it would start if it looked at everybody now (dry runs, and those who are there already when a play goes live). */
  readonly standing?: (tx: Tx, services: Services, play: Omit<Triggered, 'cursor'>) => Promise<readonly Candidate[]>
  /** Called when plays with it go live or are no longer: all that are live now. */
  readonly watch?: (tx: Tx, services: Services, live: readonly Triggered[]) => Promise<void>
  /** Told which accounts a play with it held out just now (of this play, not of all), in the transaction that drew them. */
  readonly heldOut?: (tx: Tx, services: Services, play: HoldingOut, accountIds: readonly number[]) => Promise<void>
  /** Where a play that goes live now begins to read; 0 unless it says otherwise. */
  readonly begin?: (tx: Tx, services: Services, play: Omit<Triggered, 'cursor'>) => Promise<number>
  /** Live topics after which it should look at once. */
  readonly topics?: readonly string[]
}
