import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Stat, Stats } from '../../../web/ui/stat.tsx'
import { useView } from '../../../web/view.ts'
import type { Capacity } from '../queries.ts'
import type { ModelRow } from './overview-page.tsx'
import { timeOf } from './words.ts'

interface SumsCardProps {
  readonly rows: readonly ModelRow[]
  readonly capacity: Capacity | undefined
}

/** Over all models: what is expected of people, what they gave, and what they have. In words first. */
export function SumsCard({ rows, capacity }: SumsCardProps) {
  const view = useView()
  const { t, format } = view
  const accounts = sum(rows, row => row.accounts)
  const expected = sum(rows, row => row.expected)
  const estimated = sum(rows, row => row.estimated)
  const spent = sum(rows, row => row.said) + estimated
  return (
    <Card label={t('touch:sums.title')}>
      <CardPart>
        <p>
          {t(verdictOf(expected, spent, capacity), {
            time: timeOf(view, Math.abs(expected - (capacity?.minutes ?? 0))),
          })}
        </p>
      </CardPart>
      <CardPart>
        <Stats>
          <Stat
            big
            label={t('touch:sums.expected')}
            value={timeOf(view, expected)}
            note={t('touch:sums.expectedNote', { count: accounts, accounts: format.number(accounts) })}
          />
          <Stat
            big
            label={t('touch:sums.spent')}
            value={timeOf(view, spent)}
            note={
              spent === 0
                ? undefined
                : estimated > 0
                  ? t('touch:sums.estimated', { time: timeOf(view, estimated) })
                  : t('touch:sums.allSaid')
            }
          />
          {capacity ? (
            <Stat
              big
              label={t('touch:sums.capacity')}
              value={timeOf(view, capacity.minutes)}
              note={<CapacityNote capacity={capacity} />}
            />
          ) : null}
        </Stats>
      </CardPart>
    </Card>
  )
}

function CapacityNote({ capacity }: { readonly capacity: Capacity }) {
  const { t } = useView()
  const { people, unsaid } = capacity
  return (
    <>
      {t('touch:sums.people', { count: people })}
      {unsaid > 0 ? ` ${t('touch:sums.unsaid', { count: unsaid })}` : null}
    </>
  )
}

/** Whether what is expected can be done at all comes before whether it was done. */
function verdictOf(expected: number, spent: number, capacity: Capacity | undefined) {
  if (capacity && expected > capacity.minutes) return 'touch:sums.tooMuch'
  if (expected > 0 && spent > expected * 1.2) return 'touch:sums.over'
  return capacity ? 'touch:sums.fits' : 'touch:sums.unknown'
}

function sum(rows: readonly ModelRow[], value: (row: ModelRow) => number): number {
  return rows.reduce((all, row) => all + value(row), 0)
}
