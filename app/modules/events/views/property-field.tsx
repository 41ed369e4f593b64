import { Button } from '../../../web/ui/button.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { RemoveRow } from '../../../web/ui/draft-form.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { useView } from '../../../web/view.ts'
import { propertyAsks, propertyInputOf, propertyLimits } from '../properties/condition.ts'
import { type PropertyDraft, type PropertyProblem, type PropertyRow, shownOf } from '../properties/draft.ts'

export interface PropertyFieldProps {
  readonly draft: PropertyDraft
  /** By id of the row. */
  readonly problems: ReadonlyMap<string, PropertyProblem>
  /** With what all of its names begin, such as `t.`, so that others stand in the same form. */
  readonly prefix: string
  /** Properties that such events have, to choose from; any other can be typed. */
  readonly known: readonly string[]
  /** Id of the row that was just added. */
  readonly focus?: string | undefined
}

const fieldIdOf = (prefix: string) => `${prefix}properties`
const listIdOf = (prefix: string) => `${prefix}known-properties`

/**
 * Conditions on the properties of an event, all of which have to hold. Every button sends the form; in a form that sends itself
 * (`autosubmit`), so does every change.
 */
export function PropertyField(props: PropertyFieldProps) {
  const { draft, prefix, known } = props
  const { t } = useView()
  return (
    <div
      class="conditions"
      id={fieldIdOf(prefix)}
      data-action="input->autosubmit#later compositionend->autosubmit#later change->autosubmit#now"
    >
      <datalist id={listIdOf(prefix)}>
        {known.map(key => (
          <option value={key} />
        ))}
      </datalist>
      {draft.length > 0 ? (
        <div class="form-rows-list">
          {draft.map(row => (
            <PropertyRowInputs {...props} row={row} />
          ))}
        </div>
      ) : null}
      {draft.length < propertyLimits.conditions ? (
        <div>
          <Button size="small" icon="plus" name="do" value={`${prefix}add`}>
            {t('events:property.add')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

/** What changes in the field while it is edited: all of it after one of its buttons, else rows whose input is another now. */
export function PropertyStreams({ stepped, ...field }: PropertyFieldProps & { readonly stepped: boolean }) {
  if (stepped) {
    return (
      <TurboStream action="replace" target={fieldIdOf(field.prefix)}>
        <PropertyField {...field} />
      </TurboStream>
    )
  }
  return (
    <>
      {field.draft
        .filter(row => row.shown !== shownOf(row))
        .map(row => (
          <TurboStream action="replace" target={`${field.prefix}property-${row.id}`}>
            <PropertyRowInputs {...field} row={row} />
          </TurboStream>
        ))}
    </>
  )
}

type PropertyRowProps = PropertyFieldProps & { readonly row: PropertyRow }

function PropertyRowInputs({ row, prefix, problems, focus }: PropertyRowProps) {
  const { t } = useView()
  const problem = problems.get(row.id)
  const error = problem && t(`events:property.error.${problem}`)
  const input = propertyInputOf(row.asks)
  return (
    <div class="form-rows-item" id={`${prefix}property-${row.id}`}>
      <div class="form-row">
        <input type="hidden" name={`${prefix}row[]`} value={row.id} />
        <input type="hidden" name={`${prefix}shown.${row.id}`} value={shownOf(row)} />
        <Field
          name={`${prefix}property.${row.id}`}
          label={t('events:property.property')}
          value={row.property}
          maxlength={propertyLimits.property}
          list={listIdOf(prefix)}
          error={problem === 'propertyMissing' ? error : undefined}
          autofocus={focus === row.id}
        />
        <Select
          name={`${prefix}asks.${row.id}`}
          label={t('events:property.asks')}
          value={row.asks}
          options={propertyAsks.map(is => ({ value: is, text: t(`events:property.question.${is}`) }))}
        />
        {input ? (
          <Field
            name={`${prefix}value.${row.id}`}
            label={t(input === 'texts' ? 'events:property.values' : 'events:property.value')}
            value={row.value}
            inputmode={input === 'number' ? 'decimal' : 'text'}
            error={problem === 'propertyMissing' ? undefined : error}
          />
        ) : null}
      </div>
      <RemoveRow step={`${prefix}remove:${row.id}`} label={t('events:property.remove')} />
    </div>
  )
}
