import { href, paths } from '../../../paths.ts'
import { allows, only } from '../../../web/access.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Copyable } from '../../../web/ui/copyable.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { FilterBar } from '../../../web/ui/filter-bar.tsx'
import { Form } from '../../../web/ui/form.tsx'
import { Cols, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { useView } from '../../../web/view.ts'
import type { WriteKey } from '../keys.ts'
import { type Language, languageNames, languages, snippetFor } from '../snippets.ts'
import { type Check, CheckPanel } from './connect-check.tsx'

interface ConnectPageProps {
  readonly keys: readonly WriteKey[]
  readonly writeKey: WriteKey | undefined
  readonly language: Language
  readonly host: string
  readonly check: Check | undefined
}

/** Code to paste, and whether the first event arrived. */
export function ConnectPage(props: ConnectPageProps) {
  const { t } = useView()
  const { writeKey, check } = props
  const live = writeKey && href(paths.connectCheck, {}, { key: writeKey.id })
  return (
    <StaffLayout title={t('events:connect.title')} {...(live ? { live } : {})}>
      <PageHead
        title={t('events:connect.title')}
        breadcrumb={[{ text: t('events:arrivals.title'), href: href(paths.arrivals) }]}
        lead={t('events:connect.lead')}
      />
      {writeKey && check ? (
        <Cols
          asideLabel={t('events:connect.check')}
          aside={
            <Card title={t('events:connect.check')} padded>
              <div id="connect-check" role="status">
                <CheckPanel check={check} keyId={writeKey.id} />
              </div>
            </Card>
          }
        >
          <Instructions {...props} writeKey={writeKey} />
        </Cols>
      ) : (
        <NoKey />
      )}
    </StaffLayout>
  )
}

function Instructions({ keys, writeKey, language, host }: ConnectPageProps & { readonly writeKey: WriteKey }) {
  const { t } = useView()
  return (
    <Stack>
      {keys.length > 1 ? (
        <FilterBar action={href(paths.connect)} keep={{ language }} words={t('events:connect.chooseKey')}>
          <Select
            name="key"
            label={t('events:arrivals.key')}
            value={writeKey.id}
            options={keys.map(key => ({ value: String(key.id), text: key.name }))}
          />
        </FilterBar>
      ) : null}
      <Copyable text={host} title={t('events:connect.host')} wraps />
      <Copyable text={writeKey.key} title={t('events:connect.keyOf', { name: writeKey.name })} wraps />
      <Tabs
        label={t('events:connect.languages')}
        tabs={languages.map(one => ({
          href: href(paths.connect, {}, { key: writeKey.id, language: one }),
          text: languageNames[one],
          current: one === language,
        }))}
      />
      <Copyable text={snippetFor(language, { host, key: writeKey.key })} title={languageNames[language]} />
      <p class="muted">{t('events:connect.explain')}</p>
      {language === 'browser' ? <p class="muted">{t('events:connect.publicKey')}</p> : null}
    </Stack>
  )
}

function NoKey() {
  const { t, staff } = useView()
  const admin = allows(only('admin'), staff)
  return (
    <Card label={t('events:connect.noKey')}>
      <EmptyState
        icon="key-round"
        title={t('events:connect.noKey')}
        action={
          admin ? (
            <Form action={href(paths.writeKeys)}>
              <input type="hidden" name="name" value={t('events:connect.firstKeyName')} />
              <Button look="primary">{t('events:connect.makeKey')}</Button>
            </Form>
          ) : (
            <LinkButton href={href(paths.arrivals)}>{t('events:arrivals.title')}</LinkButton>
          )
        }
      >
        {t(admin ? 'events:connect.noKeyAdmin' : 'events:connect.noKeyStaff')}
      </EmptyState>
    </Card>
  )
}
