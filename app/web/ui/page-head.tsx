import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'

export interface Crumb {
  readonly text: string
  readonly href?: string
}

interface PageHeadProps {
  readonly title: string
  /** The way here, without this page. */
  readonly breadcrumb?: readonly Crumb[]
  /** Tags beside the title. */
  readonly marks?: Child
  /** What this page is for, in a sentence. */
  readonly lead?: Child
  /** Buttons; one of them primary. */
  readonly actions?: Child
}

/** Where am I, what is this, what can I do: the head of every page. */
export function PageHead({ title, breadcrumb, marks, lead, actions }: PageHeadProps) {
  return (
    <header class="page-head">
      <div>
        {breadcrumb?.length ? <Breadcrumb crumbs={breadcrumb} /> : null}
        <div class="page-title">
          <h1>{title}</h1>
          {marks}
        </div>
        {lead === undefined ? null : <p class="muted">{lead}</p>}
      </div>
      {actions === undefined ? null : <div class="cluster actions">{actions}</div>}
    </header>
  )
}

function Breadcrumb({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  const { t } = useView()
  return (
    <nav class="breadcrumb" aria-label={t('web:ui.breadcrumb')}>
      <ol>
        {crumbs.map(({ text, href }) => (
          <li>{href === undefined ? text : <a href={href}>{text}</a>}</li>
        ))}
      </ol>
    </nav>
  )
}
