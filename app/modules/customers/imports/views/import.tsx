import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import { href, paths } from '../../../../paths.ts'
import type { FormState } from '../../../../web/forms.ts'
import { StaffLayout } from '../../../../web/layout.tsx'
import { PageHead } from '../../../../web/ui/page-head.tsx'
import { useView } from '../../../../web/view.ts'
import type { ImportRow } from '../queries.ts'
import type { ImportContent } from '../routes/content.ts'
import { PlanView } from './plan.tsx'
import { ResultView } from './result.tsx'
import { RunningPanel, WaitingPanel } from './running.tsx'
import { LiveStatus } from './status.tsx'
import { UnreadableView } from './unreadable.tsx'

// Without scripts the page asks again by itself. A template, because hono/jsx would move the element into the head, where
// it is for everybody.
const askAgain = html`<noscript><meta http-equiv="refresh" content="3"></noscript>`

interface ImportPageProps {
  readonly row: ImportRow
  readonly content: ImportContent
  readonly form: FormState
  /**
   * The browser itself asked for a document, so it may be one without scripts. What a script puts in place must not ask
   * again: there `noscript` is an element like any other.
   */
  readonly asDocument?: boolean
}

/** One import, from looking at the file to what came of it. */
export function ImportPage({ row, content, form, asDocument }: ImportPageProps) {
  const { t, format } = useView()
  const underWay = row.status === 'checking' || row.status === 'running'
  return (
    <StaffLayout title={row.file_name} live={underWay ? href(paths.importLive, { id: row.id }) : undefined}>
      {underWay && asDocument ? askAgain : null}
      <PageHead
        title={row.file_name}
        breadcrumb={[
          { text: t('imports:navigation.accounts'), href: href(paths.accounts) },
          { text: t('imports:navigation.imports'), href: href(paths.imports) },
        ]}
        marks={<LiveStatus status={row.status} />}
        lead={`${t(`imports:subject.${row.subject}`)} · ${format.dateTime(row.created_at)}`}
      />
      {bodyOf(row, content, form)}
    </StaffLayout>
  )
}

/** What the page shows at this point; the live stream puts it in place of the panel that waited for it. */
export function bodyOf(row: ImportRow, content: ImportContent, form: FormState): Child {
  if (row.status === 'running') return <RunningPanel row={row} />
  if (row.status === 'unreadable') return <UnreadableView row={row} />
  if (row.status === 'checking' || row.status === 'ready') {
    const { profile, plan, reading } = row
    if (!profile || !plan || !reading || !content.preview) return <WaitingPanel row={row} />
    const found = { profile, plan, reading, preview: content.preview }
    return <PlanView row={row} found={found} problems={content.problems} form={form} />
  }
  return <ResultView row={row} problems={content.problems} knowsAccounts={content.knowsAccounts} />
}
