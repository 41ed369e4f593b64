import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { withoutSecrets } from '../servers/state.ts'

/** How it went with a message, beyond its state. */
export interface MessageStory {
  /** What it waited for in the outbox, each once; see `WaitReason`. */
  readonly waits: readonly string[]
  /** It was sent, and came back. */
  readonly bounced: boolean
  /** What the mail server said when it could not be sent, or came back, or is to be sent later. */
  readonly said: string | null
  /** Why it was given up, or is kept back: a detail of the trace. */
  readonly dropped: string | null
}

/** How it went with these messages; of those of which there is nothing to tell it is not in the map. */
export async function storiesOf(
  { db, config }: Pick<Services, 'db' | 'config'>,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, MessageStory>> {
  if (messageIds.length === 0) return new Map()
  const rows = await readStories(db, messageIds)
  return new Map(
    rows.map(({ id, address, said, ...story }) => [
      id,
      { ...story, said: said && withoutOthers(withoutSecrets(said, config.mail.url ?? ''), address) },
    ]),
  )
}

type Row = MessageStory & { readonly id: number; readonly address: string | null }

/** What a server said earlier of a mail that left since matters no more. */
async function readStories(db: Db, messageIds: readonly number[]): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select m.id, m.address, m.bounced_at is not null and m.state = 'sent' as bounced,
           coalesce(array_agg(t.detail order by t.id) filter (where t.what = 'waited' and t.detail is not null), '{}') as waits,
           (array_agg(t.detail order by t.id desc) filter (where case m.state
              when 'failed' then t.what in ('failed', 'bounced') when 'sent' then t.what = 'bounced'
              when 'waiting' then t.what = 'deferred'
              when 'unclear' then t.what = 'unclear' and t.detail <> 'worker_died' else false end))[1] as said,
           (array_agg(t.detail order by t.id desc) filter (where t.what = 'dropped'))[1] as dropped
    from messages.message m join messages.trace t on t.message_id = m.id
    where m.id = any(${[...messageIds]}::bigint[])
    group by m.id`.execute(db)
  return rows
}

/**
 * What a server said, for a page that shows it: of addresses only the receiver's own, and nothing as long as the signatures in our
 * links, which some servers repeat.
 */
export function withoutOthers(said: string, own: string | null): string {
  return said
    .replaceAll(/[^\s<>()[\],;:"'=]+@[^\s<>()[\],;:"']+/g, address =>
      address.toLowerCase().replace(/\.$/, '') === own ? address : '…',
    )
    .replaceAll(/[\w-]{40,}/g, '…')
}
