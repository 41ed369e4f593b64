import { hash, randomUUID } from 'node:crypto'
import { contextText, isObject } from './context.ts'
import { readId } from './ids.ts'
import { type Call, calls, limits, type Message, type Refusal, type RefusalCode } from './message.ts'
import { momentOf, readTime } from './moment.ts'
import { isDeeperThan, isLongerThan, storable, storableJson } from './text.ts'

/** What is the same for all items of a request. */
export interface Envelope {
  /** The call when the address says it; undefined for batches, whose items say it themselves. */
  readonly call: Call | undefined
  readonly context: Readonly<Record<string, unknown>> | undefined
  readonly sentAt: number | undefined
  readonly receivedAt: number
  readonly keyId: number | null
  readonly sample: boolean
  /** Whether the text may hold characters that cannot be stored; see isSuspicious. */
  readonly suspicious: boolean
}

type Raw = Readonly<Record<string, unknown>>

/**
 * Judges one item of a request by itself: a message that can be stored, or why not. Understands the dialects that clients
 * speak: RudderStack (`originalTimestamp`, traits within the context), Customer.io (numbers as times), PHP (`[]` for `{}`).
 * Written by hand because it runs for every event; the rules are the ones in docs/guides/en/tracking.md.
 */
export function judge(item: unknown, envelope: Envelope): Message | Refusal {
  if (!isObject(item)) return refuse('not_an_object', 'an item must be a JSON object')
  const call = readCall(item, envelope)
  if (!call) return refuse('unknown_type', `type must be one of ${calls.join(', ')}`)
  const ids = readIds(item, call, envelope)
  if ('code' in ids) return ids
  const messageId = readMessageId(item.messageId)
  if (typeof messageId !== 'string') return messageId
  const sentAt = item.sentAt === undefined ? envelope.sentAt : (readTime(item.sentAt) ?? envelope.sentAt)
  const moment = momentOf(filled(item.originalTimestamp) ?? item.timestamp, sentAt, envelope.receivedAt)
  if (moment === 'invalid_time') return refuse(moment, 'timestamp is not a time; use ISO 8601')
  if (moment === 'in_future') return refuse(moment, 'timestamp is more than 24 hours in the future')
  const name = readName(item, call)
  if (typeof name !== 'string') return name
  const content = readContent(item, call, envelope)
  if ('code' in content) return content
  return {
    call,
    messageId,
    hash: hashOf(messageId),
    ...ids,
    name: envelope.suspicious ? storable(name) : name,
    occurredAt: moment,
    receivedAt: envelope.receivedAt,
    ...content,
    keyId: envelope.keyId,
    sample: envelope.sample,
  }
}

/** The first 128 bits of SHA-256 of a messageId, in hex. */
function hashOf(messageId: string): string {
  return hash('sha256', messageId, 'hex').slice(0, 32)
}

/** Whether judging ended in a refusal. */
export function isRefusal(judged: Message | Refusal): judged is Refusal {
  return 'code' in judged
}

function refuse(code: RefusalCode, message: string): Refusal {
  return { code, message }
}

function readCall(item: Raw, envelope: Envelope): Call | undefined {
  if (envelope.call) return envelope.call
  return calls.find(call => call === item.type)
}

interface Ids {
  readonly userId: string | undefined
  readonly anonymousId: string | undefined
  readonly groupId: string | undefined
  readonly previousId: string | undefined
}

function readIds(item: Raw, call: Call, envelope: Envelope): Ids | Refusal {
  const userId = readId(item.userId)
  if (typeof userId === 'object') return idRefusal('userId', userId)
  const anonymousId = readId(item.anonymousId)
  if (typeof anonymousId === 'object') return idRefusal('anonymousId', anonymousId)
  const groupId = readId(call === 'group' ? item.groupId : groupOfContext(item.context, envelope.context))
  if (typeof groupId === 'object') return idRefusal('groupId', groupId)
  const previousId = call === 'alias' ? readId(item.previousId) : undefined
  if (typeof previousId === 'object') return idRefusal('previousId', previousId)
  if (userId === undefined && anonymousId === undefined) return refuse('no_identity', 'userId or anonymousId is needed')
  if (call === 'group' && groupId === undefined) return refuse('no_group', 'group needs groupId')
  if (call === 'alias' && (userId === undefined || previousId === undefined)) {
    return refuse('no_previous', 'alias needs userId and previousId')
  }
  return { userId, anonymousId, groupId, previousId }
}

function groupOfContext(own: unknown, shared: Raw | undefined): unknown {
  return filled(isObject(own) ? own.groupId : undefined) ?? shared?.groupId
}

/** An empty text is absent. */
function filled(value: unknown): unknown {
  return value === '' ? undefined : value
}

function idRefusal(field: string, { refused }: { readonly refused: 'invalid_id' | 'id_too_long' }): Refusal {
  const long = `${field} has more than ${limits.id} characters`
  return refuse(refused, refused === 'id_too_long' ? long : `${field} does not name anybody`)
}

function readMessageId(value: unknown): string | Refusal {
  if (value === undefined || value === null || value === '') return randomUUID()
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return refuse('invalid_message_id', 'messageId must be a text')
  if (!isLongerThan(value, limits.messageId)) return value
  return refuse('invalid_message_id', `messageId has more than ${limits.messageId} characters`)
}

/** Pages and screens are counted under a name made from theirs, as other tools of this protocol do. */
function readName(item: Raw, call: Call): string | Refusal {
  if (call === 'track') {
    const event = typeof item.event === 'string' ? item.event.trim() : ''
    return event === '' ? refuse('no_event', 'track needs event, a text') : within(event)
  }
  if (call !== 'page' && call !== 'screen') return ''
  const kind = call === 'page' ? 'Page' : 'Screen'
  const name = typeof item.name === 'string' ? item.name.trim() : ''
  return within(name === '' ? `Loaded a ${kind}` : `Viewed ${name} ${kind}`)
}

function within(name: string): string | Refusal {
  return isLongerThan(name, limits.name)
    ? refuse('name_too_long', `the name of the event has more than ${limits.name} characters`)
    : name
}

interface Content {
  readonly properties: string
  readonly context: string
  readonly traits: Message['traits']
}

function readContent(item: Raw, call: Call, envelope: Envelope): Content | Refusal {
  const context = isObject(item.context) ? item.context : undefined
  const hasTraits = call === 'identify' || call === 'group'
  // RudderStack's browser client puts the traits of identify into the context.
  const given = hasTraits ? (item.traits ?? (call === 'identify' ? context?.traits : undefined)) : item.properties
  const fields = objectOrEmpty(given)
  if (!fields) {
    const [code, field] = hasTraits
      ? (['invalid_traits', 'traits'] as const)
      : (['invalid_properties', 'properties'] as const)
    return refuse(code, `${field} must be a JSON object`)
  }
  if (isDeeperThan(fields, limits.depth)) return refuse('too_deep', `more than ${limits.depth} objects within objects`)
  const wrong = hasTraits ? traitRefusal(fields) : undefined
  if (wrong) return wrong
  return sized(fields, hasTraits, contextText(envelope.context, context), envelope.suspicious)
}

function sized(fields: Raw, hasTraits: boolean, context: string, suspicious: boolean): Content | Refusal {
  const written = JSON.stringify(fields)
  if (isLarger(written, context)) return refuse('too_large', `an item may have ${limits.itemBytes / 1024} KB`)
  const text = suspicious ? storableJson(written) : written
  const kept = suspicious ? storableJson(context) : context
  if (!hasTraits) return { properties: text, context: kept, traits: none }
  return { properties: '{}', context: kept, traits: (suspicious ? JSON.parse(text) : fields) as Message['traits'] }
}

const none: Message['traits'] = {}

// A UTF-16 unit is at most three bytes of UTF-8, so most items need no counting.
function isLarger(fields: string, context: string): boolean {
  const units = fields.length + context.length
  if (units * 3 <= limits.itemBytes) return false
  return units > limits.itemBytes || Buffer.byteLength(fields) + Buffer.byteLength(context) > limits.itemBytes
}

function objectOrEmpty(value: unknown): Raw | undefined {
  if (value === undefined || value === null || value === '') return none
  if (isObject(value)) return value
  // PHP writes an empty map as [].
  return Array.isArray(value) && value.length === 0 ? none : undefined
}

function traitRefusal(traits: Raw): Refusal | undefined {
  const keys = Object.keys(traits)
  if (keys.length > limits.traits) return refuse('too_many_traits', `more than ${limits.traits} traits`)
  const wrong = keys.find(key => key.trim() === '' || isLongerThan(key, limits.traitKey))
  return wrong === undefined
    ? undefined
    : refuse('invalid_trait_key', `a trait needs a name of at most ${limits.traitKey} characters`)
}
