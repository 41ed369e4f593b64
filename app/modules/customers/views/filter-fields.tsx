import { Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { useView } from '../../../web/view.ts'

/** Words that a list is searched for. */
export function SearchField({ value, hint }: { readonly value: string; readonly hint: string }) {
  const { t } = useView()
  return (
    <Field name="q" type="search" label={t('customers:list.search')} placeholder={hint} value={value} maxlength={200} />
  )
}

interface SegmentFieldProps {
  readonly value: number | undefined
  /** Names by id; nothing is asked when there are none. */
  readonly segments: ReadonlyMap<number, string>
}

/** The segment that a list is narrowed to. */
export function SegmentField({ value, segments }: SegmentFieldProps) {
  const { t } = useView()
  if (segments.size === 0) return null
  return (
    <Select
      name="segment"
      label={t('customers:list.segment')}
      value={value === undefined ? undefined : String(value)}
      empty={t('customers:list.any')}
      options={[...segments].map(([id, name]) => ({ value: String(id), text: name }))}
    />
  )
}
