import { nowDate } from '../../../platform/clock.ts'
import { type Db, transact } from '../../../platform/db.ts'
import { note } from '../sending/trace.ts'
import { suppressAddresses } from '../suppression/suppress.ts'
import type { Report } from './report.ts'

/**
 * Notes that a mail came back; an address that is none gets no mail any more. Told once, however often it is reported. A mail
 * of which nobody knew whether it was sent, was.
 */
export async function writeReport(db: Db, { messageId, failed, address, detail }: Report): Promise<void> {
  if (!failed) return
  await transact(db, async tx => {
    const at = nowDate()
    const row = await tx
      .updateTable('messages.message')
      .set({ bounced_at: at })
      .where('id', '=', messageId)
      .where('bounced_at', 'is', null)
      .returning(['address', 'state'])
      .executeTakeFirst()
    if (!row) return
    if (row.state === 'unclear') {
      await tx.updateTable('messages.message').set({ state: 'sent', sent_at: at }).where('id', '=', messageId).execute()
    }
    await note(tx, [{ id: messageId, what: 'bounced', detail }])
    if (!address || !row.address) return
    await suppressAddresses(tx, [{ address: row.address, reason: 'bounced', messageId, note: detail }])
  })
}
