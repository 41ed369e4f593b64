import { href, paths } from '../../../../paths.ts'
import { allows, carers } from '../../../../web/access.ts'
import type { FormState } from '../../../../web/forms.ts'
import { StaffLayout } from '../../../../web/layout.tsx'
import { Button } from '../../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Dialog } from '../../../../web/ui/dialog.tsx'
import { TextArea } from '../../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../../web/ui/form.tsx'
import { Cols, Stack } from '../../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../../web/ui/page-head.tsx'
import { SampleLink, Tag } from '../../../../web/ui/tag.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView, type View } from '../../../../web/view.ts'
import type { Step } from '../../definition/definition.ts'
import type { Enrollment } from '../../running/enrollments.ts'
import type { Made } from '../../running/made.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import { Cause } from './cause.tsx'
import { EnrollmentState, endingDetail } from './enrollment-state.tsx'
import { Passages } from './passages.tsx'
import { stepWords, type Telling, triggerWords } from './step-words.ts'

interface EnrollmentPageProps {
  readonly play: ShownPlay
  readonly enrollment: Enrollment
  readonly steps: ReadonlyMap<string, Step>
  readonly telling: Telling
  readonly made: Made
  /** Names of people by id. */
  readonly people: ReadonlyMap<string, string>
  readonly form: FormState
}

/** One account (or contact) in a play: why in, what happened when, why waiting, why out. */
export function EnrollmentPage(props: EnrollmentPageProps) {
  const { play, enrollment } = props
  const { t, staff } = useView()
  const title = enrollment.contact ?? enrollment.account
  return (
    <StaffLayout title={`${title} · ${play.name}`} width="wide">
      <PageHead
        title={title}
        breadcrumb={[
          { text: t('plays:nav'), href: href(paths.plays) },
          { text: play.name, href: href(paths.play, { id: play.id }) },
          { text: t('plays:running.tabs.enrollments'), href: href(paths.playEnrollments, { id: play.id }) },
        ]}
        marks={
          <>
            <Tag tone={enrollment.endedAt ? 'neutral' : 'accent'}>
              {t(`plays:running.enrollments.states.${enrollment.endedAt ? 'ended' : 'under_way'}`)}
            </Tag>
            {enrollment.sample ? <SampleLink /> : null}
          </>
        }
        actions={!enrollment.endedAt && allows(carers, staff) ? <Stop {...props} /> : undefined}
      />
      <Cols aside={<Aside {...props} />}>
        <Where {...props} />
        <Card title={t('plays:running.enrollment.story')} padded>
          <Passages {...props} />
        </Card>
      </Cols>
    </StaffLayout>
  )
}

function Where({ play, enrollment, steps, telling }: EnrollmentPageProps) {
  const view = useView()
  const { t } = view
  const step = steps.get(enrollment.step ?? '')
  return (
    <Card title={t(enrollment.endedAt ? 'plays:running.enrollment.whyOut' : 'plays:running.enrollment.where')} padded>
      <Stack>
        {step ? <p>{stepWords(view, telling, step)}</p> : null}
        <div>
          <EnrollmentState row={enrollment} paused={play.state === 'paused'} brief />
        </div>
        <Why play={play} enrollment={enrollment} />
      </Stack>
    </Card>
  )
}

/** The same as a sentence: somebody asks because it is not what they expected. */
function Why({ play, enrollment }: Pick<EnrollmentPageProps, 'play' | 'enrollment'>) {
  const { t, format } = useView()
  if (enrollment.endedBy) {
    const detail = endingDetail(t, enrollment)
    return <p class="small muted">{t(`plays:running.enrollment.out.${enrollment.endedBy}`, { detail })}</p>
  }
  if (play.state === 'paused') return <p class="small muted">{t('plays:running.enrollment.heldText')}</p>
  if (!enrollment.waiting) return <p class="small muted">{t('plays:running.enrollment.dueText')}</p>
  if (enrollment.waiting === 'problem') {
    return <p class="small bad-text">{t('plays:running.enrollment.problemText', { problem: play.problem ?? '' })}</p>
  }
  const since = enrollment.waitingSince ? format.dateTime(enrollment.waitingSince) : ''
  return <p class="small muted">{t('plays:running.enrollment.waitingText', { since })}</p>
}

function Aside({ play, enrollment, telling, people }: EnrollmentPageProps) {
  const view = useView()
  const { t } = view
  const { account, accountId, contact, contactId, arm } = enrollment
  return (
    <>
      <Card title={t('plays:running.enrollment.whyIn')} padded>
        <Stack>
          <p>{whyBegan(view, telling, enrollment)}</p>
          <Cause cause={enrollment.cause} people={people} />
        </Stack>
      </Card>
      <Card label={t('plays:running.enrollment.about')}>
        <CardPart>
          <dl class="facts">
            <dt>{t('plays:running.account')}</dt>
            <dd>
              <a class="link" href={href(paths.account, { id: accountId })}>
                <bdi>{account}</bdi>
              </a>
            </dd>
            {contactId === null ? null : (
              <>
                <dt>{t('plays:running.contact')}</dt>
                <dd>
                  <a class="link" href={href(paths.contact, { id: contactId })}>
                    <bdi>{contact}</bdi>
                  </a>
                </dd>
              </>
            )}
            <dt>{t('plays:running.play')}</dt>
            <dd>
              <a class="link" href={href(paths.play, { id: play.id })}>
                {play.name}
              </a>{' '}
              <span class="small muted">{t('plays:running.versionShort', { number: enrollment.versionNumber })}</span>
            </dd>
            <dt>{t('plays:running.enrollments.entered')}</dt>
            <dd>
              <Time at={enrollment.enteredAt} as="exact" />
            </dd>
          </dl>
          {arm === 'held_out' ? <p class="small muted">{t('plays:running.enrollment.despite')}</p> : null}
        </CardPart>
      </Card>
    </>
  )
}

/** By the trigger, unless somebody sent it through by hand. */
function whyBegan(view: View, telling: Telling, { cause, definition }: Enrollment): string {
  if (cause.staff !== undefined) return view.t('plays:running.enrollment.byHand')
  return triggerWords(view, telling, definition?.trigger ?? null)
}

function Stop({ enrollment: { id }, form }: EnrollmentPageProps) {
  const { t } = useView()
  return (
    <>
      <Button opens="enrollment-stop" look="danger" icon="circle-stop">
        {t('plays:running.stop.title')}
      </Button>
      <Dialog
        id="enrollment-stop"
        title={t('plays:running.stop.title')}
        size="small"
        open={Object.keys(form.errors).length > 0}
      >
        <Form action={href(paths.enrollmentStop, { id })} form={form}>
          <p>{t('plays:running.stop.text')}</p>
          <TextArea name="note" label={t('plays:running.stop.reason')} rows={3} maxlength={500} required />
          <FormActions>
            <Button look="danger">{t('plays:running.stop.do')}</Button>
          </FormActions>
        </Form>
      </Dialog>
    </>
  )
}
