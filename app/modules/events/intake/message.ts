import type { TraitValue } from '../../customers/index.ts'

/** The six calls of the tracking protocol. */
export const calls = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type Call = (typeof calls)[number]

/** Limits of the protocol. What is longer is refused with its reason, never cut. */
export const limits = {
  /** Bytes of one item: its properties or traits with its context. */
  itemBytes: 32 * 1024,
  /** Bytes of one request, inflated; and as it came. */
  bodyBytes: 4 * 1024 * 1024,
  itemsPerBody: 10_000,
  messageId: 100,
  id: 200,
  name: 200,
  traits: 300,
  traitKey: 200,
  /** Objects within objects. */
  depth: 64,
  /** How far a client's clock may be ahead, in milliseconds. */
  aheadMs: 24 * 60 * 60 * 1000,
} as const

/** Why one item was refused. Told to the client as `code`, and on the live page in words. */
export const refusalCodes = [
  'not_an_object',
  'no_batch',
  'unknown_type',
  'no_identity',
  'invalid_id',
  'id_too_long',
  'no_event',
  'name_too_long',
  'no_group',
  'no_previous',
  'invalid_message_id',
  'invalid_time',
  'in_future',
  'invalid_properties',
  'invalid_traits',
  'too_many_traits',
  'invalid_trait_key',
  'too_deep',
  'too_large',
  'suppressed',
  'unstorable',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** One item that may be stored: checked, times put right, texts as PostgreSQL can keep them. */
export interface Message {
  readonly call: Call
  readonly messageId: string
  /** First 128 bits of SHA-256 of messageId, in hex: what decides duplicates. */
  readonly hash: string
  readonly userId: string | undefined
  readonly anonymousId: string | undefined
  /** The account's external id: of a group call, or from the context. */
  readonly groupId: string | undefined
  readonly previousId: string | undefined
  /** What happened, as it is counted. Empty for identify, group and alias. */
  readonly name: string
  /** Milliseconds since 1970, after correcting the client's clock. */
  readonly occurredAt: number
  readonly receivedAt: number
  /** JSON objects as text, ready to be stored. */
  readonly properties: string
  readonly context: string
  readonly traits: Readonly<Record<string, TraitValue>>
  readonly keyId: number | null
  readonly sample: boolean
}

/** What is told about an item that was not taken. */
export interface Refusal {
  readonly code: RefusalCode
  /** The field it is about, or what exactly is wrong, for the developer who reads the reply. English, as the protocol is. */
  readonly message: string
}

/** How one item of a request ended. */
export type Outcome = 'accepted' | 'duplicate' | Refusal
