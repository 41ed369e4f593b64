import type { Job } from '../../../platform/jobs.ts'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { messageMarks } from '../sending/marks.ts'
import { readMailbox } from './mailbox.ts'
import { readReport } from './report.ts'
import { writeReport } from './write.ts'

/** Looks every minute whether mails came back, when there is a mailbox for that. */
export const bounceJob: Job<Services> = {
  name: 'messages.bounces',
  cron: '* * * * *',
  run: ({ db, config }) => readBounces({ db, config }),
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
