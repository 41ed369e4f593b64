import { href, paths } from '../../../paths.ts'
import { allows, carers } from '../../../web/access.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Field, TextArea } from '../../../web/ui/field.tsx'
import { FilterBar } from '../../../web/ui/filter-bar.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { ServerState } from '../servers/state.ts'
import type { Suppressed } from '../suppression/list.ts'
import { ServerNotice } from './servers.tsx'
import { MessageTabs } from './tabs.tsx'

interface SuppressionsPageProps {
  readonly rows: readonly Suppressed[]
  readonly search: string | undefined
  readonly next: string | undefined
  readonly first: boolean
  /** The mailbox of those that come back. */
  readonly bounces: ServerState
  readonly form: FormState
}

/** Addresses that get no mail, why, and the ways onto and off the list. */
export function SuppressionsPage({ rows, search, next, first, bounces, form }: SuppressionsPageProps) {
  const { t, staff } = useView()
  return (
    <StaffLayout title={t('messages:suppression.title')}>
      <PageHead title={t('messages:suppression.title')} lead={t('messages:suppression.lead')} />
      <MessageTabs current="suppressions" />
      <ServerNotice what="bounces" server={bounces} />
      {allows(carers, staff) ? <AddCard form={form} /> : null}
      <FilterBar action={href(paths.suppressions)}>
        <Field name="q" type="search" label={t('messages:suppression.search')} value={search} maxlength={320} />
      </FilterBar>
      <Card label={t('messages:suppression.title')}>
        <SuppressedTable rows={rows} search={search} />
      </Card>
      <Pagination
        shown={rows.length}
        previous={first ? undefined : href(paths.suppressions, {}, { q: search })}
        next={next}
      />
    </StaffLayout>
  )
}

function AddCard({ form }: { readonly form: FormState }) {
  const { t } = useView()
  return (
    <Card label={t('messages:suppression.add')} padded>
      <Disclosure summary={t('messages:suppression.add')} open={Object.keys(form.errors).length > 0}>
        <Form action={href(paths.suppressions)} form={form}>
          <TextArea
            name="addresses"
            label={t('messages:suppression.addresses')}
            hint={t('messages:suppression.addressesHint')}
            rows={3}
            required
          />
          <Field name="note" label={t('messages:suppression.note')} maxlength={500} optional />
          <FormActions>
            <Button look="primary">{t('messages:suppression.stop')}</Button>
          </FormActions>
        </Form>
      </Disclosure>
    </Card>
  )
}

function SuppressedTable({ rows, search }: Pick<SuppressionsPageProps, 'rows' | 'search'>) {
  const { t, staff } = useView()
  const columns: readonly Column<Suppressed>[] = [
    {
      key: 'address',
      label: t('messages:suppression.address'),
      leading: true,
      value: row => row.address ?? <span class="muted">{t('messages:suppression.erased')}</span>,
    },
    { key: 'reason', label: t('messages:suppression.reason'), value: row => <Reason row={row} /> },
    { key: 'at', label: t('messages:suppression.at'), steady: true, value: row => <Time at={row.at} as="day" /> },
    {
      key: 'actions',
      label: t('messages:suppression.actions'),
      value: row => (allows(carers, staff) ? <Removal id={row.id} /> : null),
    },
  ]
  return (
    <DataTable
      caption={t('messages:suppression.title')}
      columns={columns}
      rows={rows}
      empty={
        <EmptyState icon="mail-x" title={t(search ? 'messages:suppression.notFound' : 'messages:suppression.none')}>
          {search ? null : t('messages:suppression.noneHow')}
        </EmptyState>
      }
    />
  )
}

function Reason({ row }: { readonly row: Suppressed }) {
  const { t } = useView()
  const note = [row.note, row.staffName].filter(Boolean).join(' · ')
  const tag = (
    <Tag tone={row.reason === 'bounced' ? 'bad' : row.reason === 'unsubscribed' ? 'care' : 'accent'}>
      {t(`messages:suppression.reasons.${row.reason}`)}
    </Tag>
  )
  return (
    <>
      {row.messageId ? <a href={href(paths.message, { id: row.messageId })}>{tag}</a> : tag}
      {note ? <span class="muted small"> {note}</span> : null}
    </>
  )
}

function Removal({ id }: { readonly id: string }) {
  const { t } = useView()
  return (
    <Disclosure summary={t('messages:suppression.allow')}>
      <form method="post" action={href(paths.suppressionRemoval)}>
        <input type="hidden" name="id" value={id} />
        <Stack>
          <Field
            id={`reason-${id.slice(0, 12)}`}
            name="reason"
            label={t('messages:suppression.allowWhy')}
            maxlength={500}
            required
          />
          <div>
            <Button size="small">{t('messages:suppression.allowDo')}</Button>
          </div>
        </Stack>
      </form>
    </Disclosure>
  )
}
