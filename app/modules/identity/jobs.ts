import { sql } from 'kysely'
import { href, paths } from '../../paths.ts'
import { nowDate } from '../../platform/clock.ts'
import { type Tx, transact } from '../../platform/db.ts'
import type { Job } from '../../platform/jobs.ts'
import { canMail, sendMail } from '../../platform/mail.ts'
import { installationSecret } from '../../platform/secret.ts'
import { formatFor } from '../../web/format.ts'
import type { Services } from '../../web/services.ts'
import { companySettings } from './company.ts'
import { findOpenInvitation, invitationToken } from './invitations.ts'
import { offerReset, validMinutes } from './password-reset.ts'
import { staffNames } from './queries.ts'

const mailJob = 'identity.mail_invitation'
const resetJob = 'identity.mail_reset'

/** Mails an invitation's link once the transaction has committed, when this installation can mail. */
export async function mailInvitation(services: Services, tx: Tx, id: number): Promise<void> {
  if (canMail(services.config)) await services.jobs.enqueue(tx, mailJob, { id })
}

/** The address of an invitation, for the person who is invited. Undefined when it is no longer open. */
export async function invitationLink(services: Services, id: number): Promise<string | undefined> {
  const token = await invitationToken(services.db, await installationSecret(services.db, services.config.secret), id)
  return token && services.config.baseUrl + href(paths.joining, { token })
}

/** Has a link mailed by which the person of this address, if there is one, chooses a new password. */
export async function askForReset(services: Services, asked: ResetRequest): Promise<void> {
  await services.jobs.enqueue(services.db, resetJob, asked)
}

interface ResetRequest {
  readonly email: string
  /** From where it was asked for. */
  readonly ip: string
}

export const jobs: readonly Job<Services>[] = [
  { name: resetJob, run: (services, payload) => sendReset(services, payload as ResetRequest) },
  { name: mailJob, run: (services, payload) => sendInvitation(services, (payload as { id: number }).id) },
  { name: 'identity.sweep', cron: '17 * * * *', run: sweep },
]

async function sendInvitation(services: Services, id: number): Promise<void> {
  const link = await invitationLink(services, id)
  const invitation = await findOpenInvitation(services.db, id)
  // Taken back, replaced or used before the mail went out.
  if (!link || !invitation) return
  const company = await companySettings(services.db)
  const names = await staffNames(services.db, [invitation.invitedBy])
  const t = services.words(company.locale)
  const values = {
    company: company.name,
    inviter: names.get(invitation.invitedBy) ?? 'Banso',
    date: formatFor(company.locale, company.timeZone).dateTime(invitation.expiresAt),
    link,
  }
  const kind = invitation.staffId ? 'renewal' : 'invitation'
  await sendMail(services.config, {
    to: invitation.email,
    subject: t(`identity:mail.${kind}Subject`, values),
    text: t(`identity:mail.${kind}Text`, values),
  })
}

async function sendReset(services: Services, asked: ResetRequest): Promise<void> {
  const secret = await installationSecret(services.db, services.config.secret)
  const offer = await transact(services.db, tx => offerReset(tx, secret, asked))
  if (!offer) return
  const { name: company } = await companySettings(services.db)
  const link = services.config.baseUrl + href(paths.passwordReset, { token: offer.token })
  const t = services.words(offer.locale)
  const values = { company, name: offer.name, link, minutes: validMinutes }
  await sendMail(services.config, {
    to: offer.email,
    subject: t('identity:mail.resetSubject', values),
    text: t('identity:mail.resetText', values),
  })
}

/** Throws away what has run out: sessions, challenges, counts of attempts. */
async function sweep({ db }: Services): Promise<void> {
  const now = nowDate()
  await sql`delete from identity.session where expires_at < ${now}`.execute(db)
  await sql`delete from identity.verification where expires_at < ${now}`.execute(db)
  await sql`delete from identity.password_reset where expires_at < ${now}`.execute(db)
  await sql`delete from identity.attempt where until < ${now}`.execute(db)
}
