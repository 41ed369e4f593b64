import type { Job } from '../../../platform/jobs.ts'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { messageMarks } from '../sending/marks.ts'
import { noteOutage, noteReached, withoutSecrets } from '../servers/state.ts'
import { readMailbox } from './mailbox.ts'
import { readReport } from './report.ts'
import { writeReport } from './write.ts'

/**
 * Looks every minute whether mails came back, when there is a mailbox for that. A visit that fails is not made again besides, nor
 * is one begun while another goes on: a mail server that is away would take the place of all other jobs.
 */
export const bounceJob: Job<Services> = {
  name: 'messages.bounces',
  cron: '* * * * *',
  async run({ db, config }) {
    if (visiting) return
    visiting = true
    await visit({ db, config }).finally(() => {
      visiting = false
    })
  },
}

let visiting = false

/** Reads the mailbox once; that it is away is noted, and shown. */
async function visit(services: Pick<Services, 'db' | 'config'>): Promise<void> {
  const { db, config } = services
  const { bounceMailbox } = config.mail
  if (!bounceMailbox) return
  try {
    await readBounces(services)
    await noteReached(db, 'bounces')
  } catch (error) {
    const said = withoutSecrets(saidBy(error), bounceMailbox)
    log.warn({ said }, 'the mailbox of bounces cannot be read')
    await noteOutage(db, 'bounces', said)
  }
}

/** What the server said, where it said anything: the library itself says no more than that a command failed. */
function saidBy(error: unknown): string {
  const { responseText, message } = error as { readonly responseText?: unknown; readonly message?: unknown }
  return String(responseText || message || error)
}

/** Reads the mailbox of bounces once. */
export async function readBounces({ db, config }: Pick<Services, 'db' | 'config'>): Promise<void> {
  const { bounceMailbox } = config.mail
  if (!bounceMailbox) return
  const marks = await messageMarks(db)
  await readMailbox(bounceMailbox, async source => {
    const report = await readReport(source, marks).catch(error => {
      log.warn({ err: error }, 'a mail in the mailbox of bounces could not be read')
      return undefined
    })
    if (report) await writeReport(db, report)
  })
}
