import type { Offers } from '../../../web/module.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Checkbox, type OptionGroup, Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { useView, type View } from '../../../web/view.ts'
import { measuresByModule, relationKey } from '../editing/choices.ts'
import { type DraftRow, inputsOf } from '../editing/draft.ts'
import type { RowProblem } from '../editing/fill.ts'
import { typedUnit } from '../editing/units.ts'

export interface ModelRowProps {
  readonly row: DraftRow
  readonly offers: Offers
  readonly currency: string
  readonly problem: RowProblem | undefined
  /** Takes the focus: it was just added. */
  readonly focus: boolean
}

/** One measure of a model: what is measured, what counts as 0 and as 100 points, and how much it weighs. */
export function ModelRow({ row, offers, currency, problem, focus }: ModelRowProps) {
  const view = useView()
  const { t } = view
  const measure = offers.measures.get(row.measure)
  const error = (field: RowProblem['field']) => (problem?.field === field ? t(problem.key) : undefined)
  return (
    <div class="form-rows-item" id={`measure-${row.id}`}>
      <div class="stack tight">
        <input type="hidden" name="row[]" value={row.id} />
        <input type="hidden" name={`shown.${row.id}`} value={inputsOf(row)} />
        <div class="form-row">
          <Select
            name={`measure.${row.id}`}
            label={t('health:model.measure')}
            value={row.measure}
            options={measureOptions(view, offers)}
            empty={t('health:model.measureEmpty')}
            error={error('measure')}
            more={{ autofocus: focus }}
          />
          {measure?.on ? <Window row={row} error={error('window')} /> : null}
          {measure?.of ? (
            <Field
              name={`of.${row.id}`}
              label={t('health:model.of')}
              value={row.of}
              maxlength={500}
              placeholder={t('health:model.ofAll')}
              list={`texts-${relationKey(measure)}`}
              error={error('of')}
              optional
            />
          ) : null}
        </div>
        {measure ? <Scale row={row} offers={offers} currency={currency} error={error} /> : null}
      </div>
      <Button
        look="quiet"
        icon="x"
        name="do"
        value={`remove:${row.id}`}
        label={t('health:model.remove')}
        more={{ formnovalidate: true }}
      />
    </div>
  )
}

function measureOptions({ t }: Pick<View, 't'>, offers: Offers): readonly OptionGroup[] {
  return [...measuresByModule(offers)].map(([module, measures]) => ({
    group: module === 'events' || module === 'health' ? t(`health:model.group.${module}`) : module,
    options: measures.map(measure => ({ value: measure.key, text: t(measure.label) })),
  }))
}

function Window({ row, error }: { readonly row: DraftRow; readonly error: string | undefined }) {
  const { t } = useView()
  return (
    <>
      <Field
        name={`window.${row.id}`}
        label={t('health:model.window')}
        value={row.window}
        inputmode="numeric"
        unit={t('health:model.days')}
        error={error}
        short
      />
      <Checkbox name={`compare.${row.id}`} value="previous" label={t('health:model.compare')} checked={row.compare} />
    </>
  )
}

interface ScaleProps extends Pick<ModelRowProps, 'row' | 'offers' | 'currency'> {
  readonly error: (field: RowProblem['field']) => string | undefined
}

function Scale({ row, offers, currency, error }: ScaleProps) {
  const { t } = useView()
  const measure = offers.measures.get(row.measure)
  const { unit } = typedUnit({ compare: row.compare ? 'previous' : undefined }, measure, currency)
  const number = { inputmode: 'decimal', unit: t(`health:model.unit.${unit}`, { currency }), short: true } as const
  return (
    <div class="form-row">
      <Select
        name={`scale.${row.id}`}
        label={t('health:model.scale')}
        value={row.scale}
        options={(['threshold', 'percentile'] as const).map(value => ({ value, text: t(`health:model.${value}`) }))}
      />
      {row.scale === 'threshold' ? (
        <>
          <Field
            name={`zero.${row.id}`}
            label={t('health:model.zero')}
            value={row.zero}
            error={error('zero')}
            {...number}
          />
          <Field
            name={`full.${row.id}`}
            label={t('health:model.full')}
            value={row.full}
            error={error('full')}
            {...number}
          />
        </>
      ) : null}
      <Field
        name={`weight.${row.id}`}
        label={t('health:model.weight')}
        value={row.weight}
        inputmode="decimal"
        error={error('weight')}
        short
      />
    </div>
  )
}
