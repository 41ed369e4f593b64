import { Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { useView } from '../../../web/view.ts'
import { playText } from '../conditions/describe.ts'
import { playAsks, takesDays } from '../conditions/plays.ts'
import type { Desk } from '../editor/desk.ts'
import type { DraftRow } from '../editor/draft.ts'
import type { RowProblem } from '../editor/fill.ts'
import { useNaming } from './naming.ts'

interface PlayInputsProps {
  readonly row: DraftRow
  readonly plays: Desk['plays']
  readonly problem: RowProblem | undefined
}

/** Which play, and how the account stands to it. A play that has ended is only there where it was chosen before. */
export function PlayInputs({ row, plays, problem }: PlayInputsProps) {
  const { t } = useView()
  const named = useNaming()
  const error = problem && t(`segments:error.${problem}`)
  const ofDays = problem === 'playDaysInvalid'
  const offered = [...plays.values()].filter(play => !play.over || String(play.id) === row.play)
  return (
    <>
      <Select
        name={named(`play.${row.id}`)}
        label={t('segments:form.play')}
        value={row.play}
        options={offered.map(play => ({ value: String(play.id), text: playText(t, play) }))}
        empty={t('segments:form.playEmpty')}
        error={ofDays ? undefined : error}
      />
      <Select
        name={named(`asks.${row.id}`)}
        label={t('segments:form.asks')}
        value={row.asks}
        options={playAsks.map(is => ({ value: is, text: t(`segments:question.${is}`) }))}
      />
      {takesDays(row.asks) ? (
        <Field
          name={named(`days.${row.id}`)}
          label={t('segments:form.days')}
          value={row.days}
          inputmode="decimal"
          unit={t('segments:form.daysUnit')}
          error={ofDays ? error : undefined}
          short
        />
      ) : null}
    </>
  )
}
