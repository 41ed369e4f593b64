import { href, paths } from '../../../../paths.ts'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Stat } from '../../../../web/ui/stat.tsx'
import { useView } from '../../../../web/view.ts'
import { type DryOutcome, type DryRow, type DryRun, dryOutcomes } from '../../running/dry-run.ts'
import type { DryRunPageProps } from './dry-run-page.tsx'
import { dryWhy } from './dry-run-words.ts'
import { stepWords } from './step-words.ts'

type CountsProps = Pick<DryRunPageProps, 'play' | 'of' | 'telling'> & { readonly run: DryRun }

/** How many would be reached, and how many not, by reason. */
export function DryRunCounts(props: CountsProps) {
  const { run } = props
  const { t } = useView()
  const reached = run.rows.filter(row => row.outcome === 'reached' || row.outcome === 'enters').length
  const byOutcome = Map.groupBy(run.rows, row => row.outcome)
  return (
    <Card label={t('plays:running.dryRun.counts')}>
      <CardPart>
        <div class="play-dry-counts">
          <Stat
            big
            label={t(run.message ? 'plays:running.dryRun.outcome.reached' : 'plays:running.dryRun.outcome.enters')}
            value={<Counted run={run} n={reached} />}
            note={<Of run={run} />}
          />
          {dryOutcomes
            .filter(outcome => outcome !== 'reached' && outcome !== 'enters' && byOutcome.has(outcome))
            .map(outcome => (
              <div>
                <Reasons {...props} outcome={outcome} rows={byOutcome.get(outcome) ?? []} />
              </div>
            ))}
        </div>
      </CardPart>
      <CardPart>
        <Assumed {...props} />
      </CardPart>
    </Card>
  )
}

function Of({ run }: { readonly run: DryRun }) {
  const { t, format } = useView()
  return <>{t(`plays:running.dryRun.of.${run.looked}`, { n: format.number(run.found) })}</>
}

/** A count over all that were found; about so many, when only a part of them was judged. */
function Counted({ run, n }: { readonly run: DryRun; readonly n: number }) {
  const { t, format } = useView()
  if (run.found <= run.rows.length) return <>{format.number(n)}</>
  const estimate = Math.round((n * run.found) / Math.max(1, run.rows.length))
  return <>{t('plays:running.dryRun.about', { n: format.number(Number(estimate.toPrecision(2))) })}</>
}

interface ReasonsProps extends CountsProps {
  readonly outcome: DryOutcome
  readonly rows: readonly DryRow[]
}

function Reasons({ play, of, run, outcome, rows }: ReasonsProps) {
  const { t } = useView()
  const byWhy = [...Map.groupBy(rows, row => row.why)].sort(([, a], [, b]) => b.length - a.length)
  return (
    <>
      <h2 class="small muted">{t(`plays:running.dryRun.outcome.${outcome}`)}</h2>
      <ul class="play-counts">
        {byWhy.map(([why, those]) => (
          <li>
            <a href={href(paths.playDryRun, { id: play.id }, { of, outcome, why: why ?? undefined })}>
              {dryWhy({ t }, { outcome, why })}
            </a>
            <span class="num">
              <Counted run={run} n={those.length} />
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** What the counts take for granted. */
function Assumed({ play, of, run, telling }: CountsProps) {
  const view = useView()
  const { t, format } = view
  const kind = (of === 'draft' ? play.draft : play.version?.definition)?.trigger?.kind
  return (
    <ul class="told small muted">
      <li>
        {t(kind === 'event' ? 'plays:running.dryRun.assumes.event' : `plays:running.dryRun.assumes.${run.looked}`)}
      </li>
      {run.message ? (
        <li>{t('plays:running.dryRun.assumes.message', { step: stepWords(view, telling, run.message) })}</li>
      ) : null}
      {run.found > run.rows.length ? (
        <li>{t('plays:running.dryRun.assumes.part', { n: format.number(run.rows.length) })}</li>
      ) : null}
      <li>{t('plays:running.dryRun.assumes.nothing')}</li>
    </ul>
  )
}
