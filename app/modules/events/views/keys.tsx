import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Copyable } from '../../../web/ui/copyable.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Cluster, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import type { WriteKey } from '../keys.ts'

/** All write keys, and how to make one. */
export function KeysPage({ keys, form }: { readonly keys: readonly WriteKey[]; readonly form: FormState }) {
  const { t } = useView()
  return (
    <StaffLayout title={t('events:keys.title')}>
      <PageHead
        title={t('events:keys.title')}
        breadcrumb={[{ text: t('events:arrivals.title'), href: href(paths.arrivals) }]}
        lead={t('events:keys.lead')}
      />
      <Stack gap="loose">
        <Card label={t('events:keys.title')}>
          <KeyTable keys={keys} />
        </Card>
        <Card title={t('events:keys.new')} padded>
          <Form action={href(paths.writeKeys)} form={form}>
            <Field
              name="name"
              label={t('events:keys.name')}
              hint={t('events:keys.nameHint')}
              maxlength={100}
              required
            />
            <FormActions>
              <Button look="primary">{t('events:keys.create')}</Button>
            </FormActions>
          </Form>
        </Card>
      </Stack>
    </StaffLayout>
  )
}

function KeyTable({ keys }: { readonly keys: readonly WriteKey[] }) {
  const { t } = useView()
  const successors = new Set(keys.filter(key => !key.revoked_at).map(key => key.replaces_id))
  const columns: readonly Column<WriteKey>[] = [
    {
      key: 'name',
      label: t('events:keys.name'),
      leading: true,
      value: key => (
        <>
          {key.name} {key.revoked_at ? <Tag tone="bad">{t('events:keys.isRevoked')}</Tag> : null}
          {!key.revoked_at && successors.has(key.id) ? <Tag tone="care">{t('events:keys.replaced')}</Tag> : null}
        </>
      ),
    },
    { key: 'key', label: t('events:keys.value'), steady: true, value: key => <code>{key.key}</code> },
    {
      key: 'created',
      label: t('events:keys.createdAt'),
      steady: true,
      value: key => <Time at={key.created_at} as="day" />,
    },
    {
      key: 'used',
      label: t('events:keys.usedAt'),
      value: key => (key.last_used_at ? <Time at={key.last_used_at} /> : t('events:keys.never')),
    },
    {
      key: 'actions',
      label: t('events:keys.actions'),
      value: key => (key.revoked_at ? null : <KeyActions {...key} />),
    },
  ]
  return (
    <DataTable
      caption={t('events:keys.title')}
      columns={columns}
      rows={keys}
      empty={
        <EmptyState icon="key-round" title={t('events:keys.empty.title')}>
          {t('events:keys.empty.text')}
        </EmptyState>
      }
    />
  )
}

function KeyActions({ id, name }: WriteKey) {
  const { t } = useView()
  return (
    <Cluster>
      <LinkButton href={href(paths.connect, {}, { key: id })} size="small">
        {t('events:keys.use')}
      </LinkButton>
      <LinkButton href={href(paths.writeKey, { id })} size="small">
        {t('events:keys.rename')}
      </LinkButton>
      <PostButton
        action={href(paths.writeKeyRotation, { id })}
        size="small"
        confirm={t('events:keys.rotateQuestion', { name })}
      >
        {t('events:keys.rotate')}
      </PostButton>
      <PostButton
        action={href(paths.writeKeyRevocation, { id })}
        size="small"
        look="danger"
        confirm={t('events:keys.revokeQuestion', { name })}
      >
        {t('events:keys.revoke')}
      </PostButton>
    </Cluster>
  )
}

/** One key, to call it something else. */
export function KeyPage({ writeKey, form }: { readonly writeKey: WriteKey; readonly form: FormState }) {
  const { t } = useView()
  const { id, name, key } = writeKey
  return (
    <StaffLayout title={t('events:keys.renameTitle', { name })} width="narrow">
      <PageHead
        title={t('events:keys.renameTitle', { name })}
        breadcrumb={[
          { text: t('events:arrivals.title'), href: href(paths.arrivals) },
          { text: t('events:keys.title'), href: href(paths.writeKeys) },
        ]}
      />
      <Card padded label={name}>
        <Stack>
          <Copyable text={key} title={t('events:keys.value')} wraps />
          <Form action={href(paths.writeKey, { id })} form={form}>
            <input type="hidden" name="was" value={wordOf(name)} />
            <Field name="name" label={t('events:keys.name')} value={name} maxlength={100} required />
            <FormActions back={href(paths.writeKeys)} backWords={t('events:keys.back')}>
              <Button look="primary">{t('events:keys.save')}</Button>
            </FormActions>
          </Form>
        </Stack>
      </Card>
    </StaffLayout>
  )
}
