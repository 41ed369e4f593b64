import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { Association } from '../plays/association.ts'
import type { TimingBand } from '../plays/timing.ts'
import type { Report } from '../report/report.ts'
import type { CompanyOutcome } from '../tables.ts'
import { RatioAlarm } from './alarm.tsx'
import { ArmsCard } from './arms.tsx'
import { AssociationCard, DrawInstead } from './association.tsx'
import { DifferenceCard } from './difference.tsx'
import { TimingCard } from './timing.tsx'
import { VerdictText } from './verdict.tsx'

export interface TogetherReport {
  readonly name: CompanyOutcome
  readonly words: string
  /** From the day on which the first play would have reached an account. */
  readonly days: number
  readonly report: Report
}

interface TogetherProps {
  readonly reports: readonly TogetherReport[]
  readonly association: Association | undefined
  readonly timing: readonly TimingBand[]
  /** The share held out of all plays now. */
  readonly share: number
}

/** What all plays together change: accounts that no play may reach beside all others. */
export function TogetherPage({ reports, association, timing, share }: TogetherProps) {
  const { t, format } = useView()
  const known = reports.filter(({ report }) => (report.arms.get('company')?.n ?? 0) > 0)
  return (
    <StaffLayout title={t('effects:together.title')} width="wide">
      <PageHead
        title={t('effects:together.title')}
        breadcrumb={[{ text: t('effects:title'), href: href(paths.effects) }]}
        lead={t('effects:together.lead')}
      />
      <Stack>
        {known.length === 0 ? (
          <Card label={t('effects:together.emptyTitle')}>
            <EmptyState icon="scale" title={t('effects:together.emptyTitle')}>
              {share > 0
                ? t('effects:together.early', {
                    share: format.percent(share),
                    first: Math.min(...reports.map(({ days }) => days)),
                  })
                : t('effects:together.empty')}
            </EmptyState>
          </Card>
        ) : (
          known.map(one => <OneOutcome {...one} />)
        )}
        <AssociationCard association={association} />
        <TimingCard bands={timing} />
        <DrawInstead />
      </Stack>
    </StaffLayout>
  )
}

function OneOutcome({ name, words, report }: TogetherReport) {
  const { t } = useView()
  const names: Readonly<Record<string, string>> = {
    treated: t('effects:together.treated'),
    company: t('effects:together.company'),
  }
  return (
    <>
      {report.compared.map(compared => (
        <>
          <RatioAlarm report={report} nameOf={arm => names[arm] ?? arm} />
          <Card title={words.charAt(0).toUpperCase() + words.slice(1)}>
            <CardPart>
              <VerdictText
                report={report}
                compared={compared}
                words={{ outcome: words, arm: names.treated ?? '', control: names.company ?? '' }}
              />
            </CardPart>
          </Card>
          <DifferenceCard report={report} compared={compared} id={`course-${name}`} />
          <ArmsCard report={report} nameOf={arm => names[arm] ?? arm} />
        </>
      ))}
    </>
  )
}
