import { href, paths } from '../../../../paths.ts'
import type { PlayTab } from '../../../../web/module.ts'
import { LinkButton } from '../../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../../web/ui/empty-state.tsx'
import { Field } from '../../../../web/ui/field.tsx'
import { FilterBar } from '../../../../web/ui/filter-bar.tsx'
import { Stack } from '../../../../web/ui/layout-parts.tsx'
import { Pagination } from '../../../../web/ui/pagination.tsx'
import { MarkedName, Tag } from '../../../../web/ui/tag.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import type { Previewed } from '../../editor/preview.ts'
import type { DryOutcome, DryRun, NamedRow } from '../../running/dry-run.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import { MessageLook } from '../editor/preview.tsx'
import { DryRunCounts } from './dry-run-counts.tsx'
import { dryWhy } from './dry-run-words.ts'
import { PlayFrame } from './play-frame.tsx'
import type { Telling } from './step-words.ts'

export interface DryRunPageProps {
  readonly play: ShownPlay
  readonly tabs: readonly PlayTab[]
  readonly telling: Telling
  readonly of: 'draft' | 'version'
  /** Undefined when there is nothing to judge yet. */
  readonly run: DryRun | undefined
  readonly filter: {
    readonly outcome: DryOutcome | undefined
    readonly why: string | undefined
    readonly text: string | undefined
  }
  /** The same as a file. */
  readonly file: string
  readonly rows: readonly NamedRow[]
  readonly total: number
  /** The first message as somebody of the list would get it. */
  readonly looks:
    | { readonly account: string; readonly contact: string | null; readonly message: NonNullable<Previewed['message']> }
    | undefined
}

/** Whom the play would reach now, and whom not and why. */
export function DryRunPage(props: DryRunPageProps) {
  const { play, tabs, run } = props
  const { t } = useView()
  const title = t('plays:running.dryRun.title')
  return (
    <PlayFrame play={play} tabs={tabs} title={title} apart>
      <p class="muted">{t('plays:running.dryRun.lead')}</p>
      <Which {...props} />
      {run ? (
        <Stack gap="loose">
          <DryRunCounts {...props} run={run} />
          {props.looks ? <Looks looks={props.looks} /> : null}
          <Listed {...props} />
        </Stack>
      ) : (
        <Card label={title}>
          <CardPart>
            <EmptyState icon="eye" title={t('plays:running.dryRun.notYet')}>
              {t('plays:running.dryRun.notYetText')}
            </EmptyState>
          </CardPart>
        </Card>
      )}
    </PlayFrame>
  )
}

/** What would be sent, to one of them: who looks for somebody by name sees theirs. */
function Looks({ looks: { account, contact, message } }: { readonly looks: NonNullable<DryRunPageProps['looks']> }) {
  const { t } = useView()
  return (
    <Card
      title={t('plays:running.dryRun.looks')}
      note={
        <>
          <bdi>{account}</bdi> {contact ? <bdi>{contact}</bdi> : null}
        </>
      }
      padded
    >
      {contact === null ? <p class="care-text small">{t('plays:preview.nobody')}</p> : null}
      <MessageLook message={message} />
      <p class="small muted">{t('plays:running.dryRun.looksOf')}</p>
    </Card>
  )
}

/** Of the version that runs or of the draft, where they differ. */
function Which({ play, of }: DryRunPageProps) {
  const { t } = useView()
  if (!play.version || !play.draftDiffers) return null
  const other = of === 'draft' ? 'version' : 'draft'
  return (
    <p class="small">
      <Tag tone="accent">
        {of === 'draft'
          ? t('plays:running.state.draft')
          : t('plays:running.versionShort', { number: play.version.number })}
      </Tag>{' '}
      <a href={href(paths.playDryRun, { id: play.id }, { of: other })}>
        {t(other === 'draft' ? 'plays:running.dryRun.ofDraft' : 'plays:running.dryRun.ofVersion')}
      </a>
    </p>
  )
}

function Listed({ play, of, filter, file, rows, total }: DryRunPageProps) {
  const { t } = useView()
  const { outcome, why, text } = filter
  const action = href(paths.playDryRun, { id: play.id })
  const all = href(paths.playDryRun, { id: play.id }, { of })
  const chosen = outcome
    ? [t(`plays:running.dryRun.outcome.${outcome}`), dryWhy({ t }, { outcome, why: why ?? null })].filter(Boolean)
    : []
  return (
    <>
      <FilterBar
        action={action}
        keep={{ of, outcome, why }}
        clear={all}
        active={chosen.length > 0 ? [{ text: chosen.join(' · '), without: all }] : []}
      >
        <Field name="q" type="search" label={t('plays:running.dryRun.search')} value={text} maxlength={100} />
      </FilterBar>
      <Card
        title={t('plays:running.dryRun.list')}
        actions={
          total > 0 ? (
            <LinkButton icon="download" size="small" href={file} download>
              {t('plays:running.csv')}
            </LinkButton>
          ) : undefined
        }
      >
        <DataTable
          caption={t('plays:running.dryRun.list')}
          columns={useColumns(play)}
          rows={rows}
          empty={
            <CardPart>
              <EmptyState icon="users" title={t('plays:running.dryRun.nobody')} />
            </CardPart>
          }
        />
      </Card>
      <Pagination shown={rows.length} total={total} />
    </>
  )
}

const tones = {
  reached: 'good',
  enters: 'good',
  waits: 'care',
  left_out: 'care',
  held_out: 'neutral',
  passed_over: 'neutral',
} as const

function useColumns({ about }: ShownPlay): readonly Column<NamedRow>[] {
  const { t } = useView()
  const account: Column<NamedRow> = {
    key: 'account',
    label: t('plays:running.ofAccount'),
    value: row => <bdi>{row.account}</bdi>,
  }
  return [
    {
      key: 'name',
      label: t(about === 'contact' ? 'plays:running.contact' : 'plays:running.account'),
      value: row => <NameLink row={row} />,
    },
    ...(about === 'contact' ? [account] : []),
    {
      key: 'outcome',
      label: t('plays:running.dryRun.what'),
      value: row => <Tag tone={tones[row.outcome]}>{t(`plays:running.dryRun.outcome.${row.outcome}`)}</Tag>,
    },
    { key: 'why', label: t('plays:running.dryRun.why'), value: row => <Why row={row} /> },
  ]
}

function NameLink({ row: { accountId, contactId, account, contact, sample } }: { readonly row: NamedRow }) {
  const to = contactId === null ? href(paths.account, { id: accountId }) : href(paths.contact, { id: contactId })
  return (
    <a class="link" href={to}>
      <MarkedName name={contact ?? account} sample={sample} />
    </a>
  )
}

function Why({ row }: { readonly row: NamedRow }) {
  const view = useView()
  const why = dryWhy(view, row)
  // Who would begin has none: on a small screen its line is left out.
  if (!why && !row.until) return null
  return (
    <>
      {why}{' '}
      {row.until ? (
        <span class="small muted">
          <Time at={row.until} as="exact" />
        </span>
      ) : null}
    </>
  )
}
