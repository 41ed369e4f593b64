import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { FilterBar } from '../../../web/ui/filter-bar.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { SampleMark } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { type AuditLine, aboutWhom, kindText } from '../audit.ts'
import type { Colleague } from '../queries.ts'

interface AuditPageProps {
  readonly lines: readonly AuditLine[]
  /** Kinds of deeds there are. */
  readonly names: readonly string[]
  readonly people: readonly Colleague[]
  readonly chosen: { readonly actorId: string | undefined; readonly name: string | undefined }
  readonly next: string | undefined
}

/** Who did what, when, newest first. */
export function AuditPage({ lines, names, people, chosen, next }: AuditPageProps) {
  const { t } = useView()
  const filtered = chosen.actorId !== undefined || chosen.name !== undefined
  return (
    <StaffLayout title={t('identity:audit.title')}>
      <PageHead
        title={t('identity:audit.title')}
        lead={t('identity:audit.lead')}
        actions={
          lines.length > 0 ? (
            <LinkButton
              href={href(paths.auditExport, {}, { person: chosen.actorId, kind: chosen.name })}
              icon="download"
              download
            >
              {t('identity:audit.export')}
            </LinkButton>
          ) : undefined
        }
      />
      <Stack>
        <FilterBar action={href(paths.audit)} {...(filtered && { clear: href(paths.audit) })}>
          <Select
            name="person"
            label={t('identity:audit.person')}
            value={chosen.actorId}
            empty={t('identity:audit.all')}
            options={people.map(({ id, name }) => ({ value: id, text: name }))}
          />
          <Select
            name="kind"
            label={t('identity:audit.kind')}
            value={chosen.name}
            empty={t('identity:audit.all')}
            options={names.map(name => ({ value: name, text: kindText(t, name) }))}
          />
        </FilterBar>
        <Card label={t('identity:audit.list')}>
          <AuditTable lines={lines} />
        </Card>
        <Pagination next={next} shown={lines.length} />
      </Stack>
    </StaffLayout>
  )
}

function AuditTable({ lines }: { readonly lines: readonly AuditLine[] }) {
  const { t } = useView()
  const columns: readonly Column<AuditLine>[] = [
    {
      key: 'what',
      label: t('identity:audit.what'),
      value: line => (
        <>
          {line.what} {line.sample ? <SampleMark /> : null} <About line={line} />
        </>
      ),
    },
    { key: 'who', label: t('identity:audit.who'), value: ({ who }) => who },
    { key: 'at', label: t('identity:audit.at'), steady: true, value: ({ at }) => <Time at={at} as="exact" /> },
    { key: 'ip', label: t('identity:audit.address'), value: ({ ip }) => ip ?? '–' },
  ]
  const none = (
    <EmptyState icon="scroll-text" title={t('identity:audit.none')}>
      {t('identity:audit.noneText')}
    </EmptyState>
  )
  return <DataTable caption={t('identity:audit.list')} columns={columns} rows={lines} empty={none} />
}

/** Where to see whom it was done to. */
function About({ line }: { readonly line: AuditLine }) {
  const about = aboutWhom(useView().t, line)
  if (!about) return null
  return (
    <a class="link small" href={about.href}>
      {about.words}
    </a>
  )
}
