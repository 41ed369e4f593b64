import type { Measure, Offers } from '../../../web/module.ts'
import { Checkbox, type OptionGroup, Select } from '../../../web/ui/choice.tsx'
import { RemoveRow } from '../../../web/ui/draft-form.tsx'
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
    <div class="card-part model-row" id={`measure-${row.id}`}>
      <div class="form-row">
        <input type="hidden" name="row[]" value={row.id} />
        <input type="hidden" name={`shown.${row.id}`} value={inputsOf(row)} />
        {hiddenFields(row, measure).map(name => (
          <input type="hidden" name={`${name}.${row.id}`} value={row[name]} />
        ))}
        <Select
          name={`measure.${row.id}`}
          label={t('health:model.measure')}
          value={row.measure}
          options={measureOptions(view, offers, row.measure)}
          empty={t('health:model.measureEmpty')}
          error={error('measure')}
          more={{ autofocus: focus }}
        />
        <Field
          name={`weight.${row.id}`}
          label={t('health:model.weight')}
          value={row.weight}
          inputmode="decimal"
          error={error('weight')}
          short
        />
      </div>
      <RemoveRow step={`remove:${row.id}`} label={t('health:model.remove')} />
      {measure?.on ? <Window row={row} measure={measure} error={error} /> : null}
      {measure?.of && !measure.on ? <Text row={row} measure={measure} error={error} /> : null}
      {measure ? <Scale row={row} measure={measure} currency={currency} error={error} /> : null}
    </div>
  )
}

/** What the row has no input for at present, kept for when it has one again. */
function hiddenFields(
  row: DraftRow,
  measure: Measure | undefined,
): readonly ('window' | 'of' | 'scale' | 'zero' | 'full')[] {
  return [
    ...(measure?.on ? [] : (['window'] as const)),
    ...(measure?.of ? [] : (['of'] as const)),
    ...(measure ? [] : (['scale'] as const)),
    ...(measure && row.scale === 'threshold' ? [] : (['zero', 'full'] as const)),
  ]
}

const groups = ['customers', 'events', 'health', 'tasks'] as const

function measureOptions({ t }: Pick<View, 't'>, offers: Offers, chosen: string): readonly OptionGroup[] {
  const byModule = measuresByModule(offers)
  const listed = [...byModule.values()].some(measures => measures.some(({ key }) => key === chosen))
  const kept = listed ? undefined : offers.measures.get(chosen)
  return [...byModule].map(([module, measures]) => {
    const named = groups.find(group => group === module)
    const own = kept?.key.startsWith(`${module}.`) ? [...measures, kept] : measures
    return {
      group: named ? t(`health:model.group.${named}`) : module,
      options: own.map(measure => ({ value: measure.key, text: t(measure.label) })),
    }
  })
}

interface PartProps {
  readonly row: DraftRow
  readonly measure: Measure
  readonly error: (field: RowProblem['field']) => string | undefined
}

/** The text that a measure is pinned to, such as the name of an event or of a trait. */
function Text({ row, measure, error }: PartProps) {
  const { t } = useView()
  return (
    <Field
      name={`of.${row.id}`}
      label={measure.ofLabel ? t(measure.ofLabel) : t('health:model.of')}
      value={row.of}
      maxlength={500}
      list={`texts-${relationKey(measure)}`}
      error={error('of')}
      {...(measure.ofNeeded ? { required: true } : { optional: true, placeholder: t('health:model.ofAll') })}
    />
  )
}

/** Which rows count: of how many days, of which text; and whether it is compared with the days before. */
function Window({ row, measure, error }: PartProps) {
  const { t } = useView()
  return (
    <div class="form-row">
      {measure.of ? <Text row={row} measure={measure} error={error} /> : null}
      <Field
        name={`window.${row.id}`}
        label={t('health:model.window')}
        value={row.window}
        inputmode="numeric"
        unit={t('health:model.days')}
        error={error('window')}
        short
      />
      <Checkbox
        name={`compare.${row.id}`}
        value="previous"
        label={t('health:model.compare')}
        checked={row.compare}
        id={`field-compare-${row.id}`}
      />
    </div>
  )
}

/** How a value becomes points. */
function Scale({ row, measure, currency, error }: PartProps & Pick<ModelRowProps, 'currency'>) {
  const { t } = useView()
  const { unit } = typedUnit({ compare: row.compare ? 'previous' : undefined }, measure, currency)
  const words = unit === 'number' ? undefined : t(`health:model.unit.${unit}`, { currency })
  const number = { inputmode: 'decimal', ...(words && { unit: words }), short: true } as const
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
    </div>
  )
}
