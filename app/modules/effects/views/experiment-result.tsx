import { href, paths } from '../../../paths.ts'
import { allows, evaluators } from '../../../web/access.ts'
import type { FormState } from '../../../web/forms.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Form, FormActions, FormAlert } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import { questionShown } from '../experiments/experiment.ts'
import type { Plan } from '../experiments/plan.ts'
import type { ExperimentRow, faultsOf } from '../experiments/queries.ts'
import type { FaultKind } from '../experiments/tally.ts'
import type { Compared, Report } from '../report/report.ts'
import { RatioAlarm } from './alarm.tsx'
import { ArmsCard } from './arms.tsx'
import { DifferenceCard } from './difference.tsx'
import { GroundsCard } from './grounds.tsx'
import { QuestionFields } from './question-fields.tsx'
import { VerdictText } from './verdict.tsx'

export type Fault = Awaited<ReturnType<typeof faultsOf>>[number]

interface ResultProps {
  readonly row: ExperimentRow
  readonly plan: Plan
  readonly report: Report
  readonly faults: readonly Fault[]
  readonly form: FormState
}

/** What came of an experiment: the verdict first, then how it was seen, then what it stands on. */
export function ExperimentResult({ row, plan, report, faults, form }: ResultProps) {
  const { t, staff } = useView()
  const outcome = row.columns?.[plan.outcome]?.heading || t('effects:experiment.outcome')
  const single = report.compared.length === 1
  const nameOf = ({ arm }: Compared) => (single ? undefined : arm)
  return (
    <>
      <RatioAlarm report={report} />
      <Card label={t('effects:experiment.verdict')}>
        {report.compared.map(compared => (
          <CardPart>
            {single ? null : (
              <h2>
                <bdi>{compared.arm}</bdi>
              </h2>
            )}
            <VerdictText
              report={report}
              compared={compared}
              words={{ outcome, arm: compared.arm, control: report.control }}
            />
          </CardPart>
        ))}
      </Card>
      {report.compared.map((compared, index) => (
        <DifferenceCard report={report} compared={compared} id={`course-${index}`} name={nameOf(compared)} />
      ))}
      <ArmsCard report={report} nameOf={arm => arm} />
      {report.compared.map(compared => (
        <GroundsCard report={report} compared={compared} name={nameOf(compared)} />
      ))}
      <Faults row={row} faults={faults} />
      {allows(evaluators, staff) ? <Question row={row} plan={plan} report={report} form={form} /> : null}
    </>
  )
}

/** What else can be asked of the same sums. */
function Question({ row, plan, report, form }: Omit<ResultProps, 'faults'>) {
  const { t } = useView()
  const open = Object.keys(form.errors).length > 0
  return (
    <Disclosure summary={t('effects:question.change')} open={open}>
      <Card padded label={t('effects:question.change')}>
        <Form action={href(paths.experimentQuestion, { id: row.id })} form={form}>
          {form.errors.form ? <FormAlert>{t(form.errors.form)}</FormAlert> : null}
          <input type="hidden" name="was" value={wordOf(...questionShown(plan))} />
          <Select
            name="control"
            label={t('effects:choose.control')}
            value={plan.control}
            options={[...report.arms.keys()].map(value => ({ value, text: value }))}
          />
          <QuestionFields plan={plan} />
          <FormActions>
            <Button>{t('effects:question.save')}</Button>
          </FormActions>
        </Form>
      </Card>
    </Disclosure>
  )
}

/** Which rows were left out, and why. */
function Faults({ row, faults }: Pick<ResultProps, 'row' | 'faults'>) {
  const { t, format } = useView()
  if (row.faults === 0) return null
  const columns: readonly Column<Fault>[] = [
    { key: 'row', label: t('effects:faults.row'), numeric: true, value: one => format.number(one.row_number) },
    { key: 'fault', label: t('effects:faults.fault'), value: one => t(`effects:fault.${one.fault as FaultKind}`) },
    { key: 'column', label: t('effects:faults.column'), value: one => <bdi>{one.column_name}</bdi> },
    { key: 'value', label: t('effects:faults.value'), value: one => <bdi>{one.value}</bdi> },
  ]
  const counts = { faults: format.number(row.faults), rows: format.number(row.rows_total) }
  return (
    <Card title={t('effects:faults.title')} note={t('effects:faults.count', counts)}>
      <CardPart>
        <p class="small muted">{t('effects:faults.lead', { count: faults.length })}</p>
      </CardPart>
      <DataTable caption={t('effects:faults.title')} columns={columns} rows={faults} empty={null} />
    </Card>
  )
}
