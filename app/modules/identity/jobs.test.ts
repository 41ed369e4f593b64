import { sql } from 'kysely'
import { simpleParser } from 'mailparser'
import { afterAll, expect, it } from 'vitest'
import { openStage, send, signInAs } from '../../../test/cast.ts'
import { listenForSmtp } from '../../../test/support/smtp.ts'
import { href, paths } from '../../paths.ts'
import { jobs } from './jobs.ts'

const smtp = await listenForSmtp()
afterAll(() => smtp.close())
const stage = await openStage({ settings: { BANSO_MAIL_URL: smtp.url } })
const { db } = stage.services
const cookie = await signInAs(stage, 'admin')

const run = (name: string, payload: object) =>
  jobs.find(job => job.name === name)?.run(stage.services, payload, new AbortController().signal)

async function waiting(): Promise<readonly { id: number }[]> {
  const { rows } = await sql<{ id: number }>`
    select (payload ->> 'id')::bigint as id from graphile_worker._private_jobs
    order by id desc`.execute(db)
  return rows
}

it('an invitation is mailed with the link that the page showed, and the job holds no secret', async () => {
  const reply = await send(stage, paths.invitations, { email: 'kai@minato.example', roles: ['csm'] }, { cookie })
  const html = await reply.text()
  const link = /<code[^>]*>(http[^<]+)<\/code>/.exec(html)?.[1] ?? ''
  expect(html).toContain('kai@minato.exampleにもメールで送ります。')
  const [job] = await waiting()
  await run('identity.mail_invitation', job ?? {})
  expect(smtp.taken).toMatchObject([{ to: 'kai@minato.example' }])
  const mail = await simpleParser(smtp.taken[0]?.raw ?? '')
  expect(mail.subject).toBe('みなと養殖サービスの Banso への招待')
  expect(mail.text).toContain(link)
  expect(mail.text).toContain('安藤 実さんが')
})

it('nothing is mailed once the invitation was taken back', async () => {
  const [job] = await waiting()
  await send(stage, href(paths.invitationRevocation, { id: job?.id ?? 0 }), {}, { cookie })
  await run('identity.mail_invitation', job ?? {})
  expect(smtp.taken).toHaveLength(1)
})

it('the sweep throws away what has run out, and nothing else', async () => {
  await signInAs(stage, 'csm')
  await sql`update identity.session set expires_at = now() - interval '1 day' where user_id = 'staff-csm'`.execute(db)
  await run('identity.sweep', {})
  const left = await db.selectFrom('identity.session').select('user_id').execute()
  expect(left).toEqual([{ user_id: 'staff-admin' }])
})
