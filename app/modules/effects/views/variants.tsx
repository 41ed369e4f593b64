import { href, paths } from '../../../paths.ts'
import { allows } from '../../../web/access.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { useView, type View } from '../../../web/view.ts'
import { playMakers } from '../../plays/index.ts'
import type { PlayOfEffect } from '../plays/queries.ts'
import type { Variants } from '../plays/variants.ts'
import { RatioAlarm } from './alarm.tsx'
import { DifferenceCard } from './difference.tsx'
import { VariantsTable } from './variants-table.tsx'
import { VerdictText } from './verdict.tsx'

interface VariantsProps {
  readonly play: Pick<PlayOfEffect, 'id' | 'state'>
  readonly compared: Variants
  readonly outcome: { readonly words: string; readonly days: number }
}

/** That variants are compared further down, with what came of them where there are two. */
export function VariantLinks({ all }: { readonly all: readonly Variants[] }) {
  const { t } = useView()
  const nameOf = useNames()
  return (
    <>
      {all.map(one => {
        const [compared, ...others] = one.report.compared
        const names = compared && { arm: nameOf(one, compared.arm), control: nameOf(one, one.report.control) }
        const told = names && others.length === 0 && !one.report.ratio?.mismatch
        return (
          <p>
            {t('effects:variants.link')}{' '}
            <a class="link" href={`#variants-${one.step}`}>
              {told ? t(`effects:variants.${compared.verdict}.title`, names) : t('effects:variants.see')}
            </a>
          </p>
        )
      })}
    </>
  )
}

/** How people call a path, or its number where it has no name. */
function useNames() {
  const { t } = useView()
  return ({ variants }: Pick<Variants, 'variants'>, path: string): string => {
    const variant = variants.find(one => one.path === path)
    return variant?.name || t('effects:variants.unnamed', { n: variant?.place ?? 0 })
  }
}

/** What came of variants that were drawn at random: which is better first, then how it was seen and what each cost. */
export function VariantsSection(props: VariantsProps) {
  const { compared: all, outcome } = props
  const { step, variants, report } = all
  const view = useView()
  const { t } = view
  const name = useNames()
  const nameOf = (path: string) => name(all, path)
  return (
    <>
      <RatioAlarm report={report} nameOf={nameOf} />
      <Card
        id={`variants-${step}`}
        title={t('effects:variants.title')}
        note={variants.map(({ path }) => nameOf(path)).join(' / ')}
      >
        {report.compared.length === 0 ? (
          <CardPart>
            <p class="verdict">{t('effects:variants.earlyTitle')}</p>
            <p>{earlyWords(view, all)}</p>
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
          <Notes {...props} />
          <Settling {...props} />
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

/** Before two of them can be compared: since when that will be, or who is missing. */
function earlyWords({ t, format }: View, { variants, first }: Variants): string {
  if (variants.every(({ accounts }) => accounts === 0)) return t('effects:variants.nobody')
  return first ? t('effects:variants.early', { day: format.date(first) }) : t('effects:variants.onlyOne')
}

/** How they were compared, and who is not counted yet. */
function Notes({ compared: { report, waiting, missing }, outcome: { words, days } }: VariantsProps) {
  const { t, format } = useView()
  return (
    <ul class="told small muted">
      <li>{t('effects:variants.lead', { outcome: words })}</li>
      <li>{t('effects:variants.counted')}</li>
      {report.strata > 1 ? <li>{t('effects:arms.strata')}</li> : null}
      {report.compared.length > 1 ? <li>{t('effects:arms.together', { count: report.compared.length })}</li> : null}
      {waiting > 0 ? (
        <li>{t('effects:variants.waiting', { days, count: waiting, number: format.number(waiting) })}</li>
      ) : null}
      {missing > 0 ? <li>{t('effects:cost.missing', { count: missing, number: format.number(missing) })}</li> : null}
    </ul>
  )
}

/** Once it is known which is better, or that it does not matter, the play can be made to do one thing. */
function Settling({ play, compared: { report } }: VariantsProps) {
  const { t, staff } = useView()
  const known = report.compared.some(({ verdict }) => verdict !== 'unknown')
  if (!known || play.state === 'archived' || !allows(playMakers, staff)) return null
  return <LinkButton href={href(paths.playEdit, { id: play.id })}>{t('effects:variants.edit')}</LinkButton>
}
