import { href, paths } from '../../../../paths.ts'
import { allows, carers } from '../../../../web/access.ts'
import type { FormState } from '../../../../web/forms.ts'
import type { AccountFrame } from '../../../../web/module.ts'
import { Button, LinkButton, PostButton } from '../../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Select } from '../../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../../web/ui/empty-state.tsx'
import { Form, FormActions } from '../../../../web/ui/form.tsx'
import { Cols } from '../../../../web/ui/layout-parts.tsx'
import { Tag } from '../../../../web/ui/tag.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import type { Going, HeldOutOf } from '../../running/of-account.ts'

interface AccountPlaysProps {
  readonly accountId: number
  readonly goings: readonly Going[]
  readonly heldOut: readonly HeldOutOf[]
  readonly startable: readonly { readonly id: number; readonly name: string }[]
  readonly form: FormState
}

/** The plays an account is in, was in, and is held out of; and where one is started by hand. */
export function AccountPlaysPage({ Frame, ...props }: AccountPlaysProps & { readonly Frame: AccountFrame }) {
  const { t, staff } = useView()
  return (
    <Frame title={t('plays:nav')}>
      <Cols aside={allows(carers, staff) ? <StartCard {...props} /> : null}>
        <Card title={t('plays:running.ofAccountPage.goings')}>
          <DataTable
            caption={t('plays:running.ofAccountPage.goings')}
            columns={useColumns()}
            rows={props.goings}
            href={going => href(paths.enrollment, { id: going.enrollmentId })}
            empty={
              <CardPart>
                <EmptyState icon="workflow" title={t('plays:running.ofAccountPage.none')} />
              </CardPart>
            }
          />
        </Card>
        {props.heldOut.length > 0 ? <HeldOut {...props} /> : null}
      </Cols>
    </Frame>
  )
}

function useColumns(): readonly Column<Going>[] {
  const { t } = useView()
  return [
    { key: 'play', label: t('plays:running.play'), value: going => going.play },
    {
      key: 'contact',
      label: t('plays:running.contact'),
      minor: true,
      value: going => <bdi>{going.contact ?? ''}</bdi>,
    },
    { key: 'state', label: t('plays:running.enrollments.state'), value: going => <GoingTag going={going} /> },
    {
      key: 'entered',
      label: t('plays:running.enrollments.entered'),
      steady: true,
      value: going => <Time at={going.enteredAt} />,
    },
  ]
}

function GoingTag({ going: { endedBy } }: { readonly going: Going }) {
  const { t } = useView()
  if (endedBy) return <Tag>{t(`plays:running.ending.${endedBy}`)}</Tag>
  return <Tag tone="accent">{t('plays:running.enrollments.states.under_way')}</Tag>
}

function HeldOut({ accountId, heldOut }: AccountPlaysProps) {
  const { t, staff } = useView()
  return (
    <Card title={t('plays:running.ofAccountPage.heldOut')}>
      {heldOut.map(({ playId, play, about, level, at, despiteAt, live }) => (
        <CardPart>
          <p>
            <a class="link" href={href(paths.play, { id: playId })}>
              {play}
            </a>{' '}
            <span class="small muted">
              {t(`plays:running.level.${level}`)} · <Time at={at} as="day" />
            </span>
          </p>
          {despiteAt ? (
            <p class="small muted">
              {t('plays:running.figures.despite')} <Time at={despiteAt} />
            </p>
          ) : null}
          {live && about === 'account' && !despiteAt && allows(carers, staff) ? (
            <PostButton
              action={href(paths.accountPlays, { id: accountId })}
              fields={{ play: playId, despite: 'on' }}
              size="small"
              icon="play"
              confirm={t('plays:running.ofAccountPage.despiteConfirm', { play })}
            >
              {t('plays:running.ofAccountPage.startDespite')}
            </PostButton>
          ) : null}
        </CardPart>
      ))}
    </Card>
  )
}

function StartCard({ accountId, startable, form }: AccountPlaysProps) {
  const { t } = useView()
  return (
    <Card title={t('plays:running.start.title')} padded>
      {startable.length === 0 ? (
        <p class="muted">{t('plays:running.ofAccountPage.noneToStart')}</p>
      ) : (
        <Form action={href(paths.accountPlays, { id: accountId })} form={form}>
          <StartFields startable={startable} />
        </Form>
      )}
    </Card>
  )
}

/** Which play, and the button. */
function StartFields({ startable }: Pick<AccountPlaysProps, 'startable'>) {
  const { t } = useView()
  return (
    <>
      <Select
        name="play"
        label={t('plays:running.play')}
        hint={t('plays:running.ofAccountPage.startHint')}
        empty={t('plays:running.start.choose')}
        options={startable.map(({ id, name }) => ({ value: String(id), text: name }))}
        required
      />
      <FormActions>
        <Button icon="play">{t('plays:running.start.do')}</Button>
      </FormActions>
    </>
  )
}

interface PlaysPanelProps {
  readonly goings: readonly Going[]
  readonly heldOut?: readonly HeldOutOf[]
  /** Where all of them are. */
  readonly more?: string
  /** Where one is started by hand, and which. */
  readonly start?: { readonly action: string } & Pick<AccountPlaysProps, 'startable'>
}

/** The plays an account (or contact) is in, beside its page. */
export function PlaysPanel({ goings, heldOut = [], more, start }: PlaysPanelProps) {
  const { t } = useView()
  return (
    <Card
      title={t('plays:nav')}
      actions={
        more ? (
          <LinkButton href={more} look="quiet" size="small">
            {t('plays:running.ofAccountPage.all')}
          </LinkButton>
        ) : undefined
      }
      padded
    >
      {goings.length === 0 ? <p class="muted">{t('plays:running.ofAccountPage.none')}</p> : null}
      <ul>
        {goings.map(going => (
          <li>
            <a class="link" href={href(paths.enrollment, { id: going.enrollmentId })}>
              {going.play}
            </a>{' '}
            <span class="small muted">
              {going.contact ? <bdi>{going.contact} </bdi> : null}
              {going.endedBy
                ? t(`plays:running.ending.${going.endedBy}`)
                : t('plays:running.enrollments.states.under_way')}{' '}
              <Time at={going.endedAt ?? going.enteredAt} />
            </span>
          </li>
        ))}
      </ul>
      {heldOut.length > 0 ? (
        <p class="small muted">
          {t('plays:running.ofAccountPage.heldOutOf', {
            names: heldOut.map(one => one.play).join(t('segments:page.comma')),
          })}
        </p>
      ) : null}
      {start ? (
        <Form action={start.action}>
          <StartFields startable={start.startable} />
        </Form>
      ) : null}
    </Card>
  )
}
