import { href, paths } from '../../../paths.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { useView } from '../../../web/view.ts'
import type { Variants } from '../plays/variants.ts'
import { RatioAlarm } from './alarm.tsx'
import { DifferenceCard } from './difference.tsx'
import { VariantsTable } from './variants-table.tsx'
import { VerdictText } from './verdict.tsx'

interface VariantsProps {
  readonly playId: number
  readonly compared: Variants
  readonly outcome: { readonly words: string; readonly days: number }
}

/** What came of variants that were drawn at random: which is better first, then how it was seen and what each cost. */
export function VariantsSection({
  playId,
  compared: { step, variants, report, waiting, missing },
  outcome,
}: VariantsProps) {
  const { t, format } = useView()
  const names = new Map(
    variants.map(({ path, name, place }) => [path, name === '' ? t('effects:variants.unnamed', { n: place }) : name]),
  )
  const nameOf = (path: string) => names.get(path) ?? path
  const counts = { days: outcome.days }
  return (
    <>
      <RatioAlarm report={report} nameOf={nameOf} />
      <Card id={`variants-${step}`} title={t('effects:variants.title')} note={format.list([...names.values()])}>
        <CardPart>
          <p class="small muted">{t('effects:variants.lead', { outcome: outcome.words })}</p>
        </CardPart>
        {report.compared.length === 0 ? (
          <CardPart>
            <p class="verdict">{t('effects:variants.earlyTitle')}</p>
            <p>{waiting > 0 ? t('effects:variants.early', counts) : t('effects:variants.nobody')}</p>
          </CardPart>
        ) : null}
        {report.compared.map(compared => (
          <CardPart>
            <VerdictText
              report={report}
              compared={compared}
              words={{ outcome: outcome.words, arm: nameOf(compared.arm), control: nameOf(report.control) }}
              variant
            />
          </CardPart>
        ))}
        <VariantsTable variants={variants} report={report} nameOf={nameOf} />
        <CardPart>
          <ul class="told">
            {report.strata > 1 ? <li>{t('effects:arms.strata')}</li> : null}
            {report.compared.length > 1 ? (
              <li>{t('effects:arms.together', { count: report.compared.length })}</li>
            ) : null}
            {waiting > 0 ? (
              <li>{t('effects:variants.waiting', { ...counts, count: waiting, number: format.number(waiting) })}</li>
            ) : null}
            {missing > 0 ? (
              <li>{t('effects:cost.missing', { count: missing, number: format.number(missing) })}</li>
            ) : null}
            <li>{t('effects:variants.counted')}</li>
          </ul>
          {report.compared.some(({ verdict }) => verdict !== 'unknown') ? (
            <LinkButton href={href(paths.playEdit, { id: playId })}>{t('effects:variants.edit')}</LinkButton>
          ) : null}
        </CardPart>
      </Card>
      {report.compared.map((compared, place) => (
        <DifferenceCard
          report={report}
          compared={compared}
          id={`variant-${step}-${place}`}
          name={nameOf(compared.arm)}
        />
      ))}
    </>
  )
}
