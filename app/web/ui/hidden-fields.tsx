interface HiddenFieldsProps {
  /** By name, or in order when a name may stand several times. */
  readonly fields?: Readonly<Record<string, string | number>> | readonly (readonly [string, string])[] | undefined
  /** Id of the form they belong to, when they stand outside of it. */
  readonly form?: string
}

/** What a form sends along unseen. */
export function HiddenFields({ fields = {}, form }: HiddenFieldsProps) {
  const pairs = isList(fields) ? fields : Object.entries(fields)
  return (
    <>
      {pairs.map(([name, value]) => (
        <input type="hidden" name={name} value={value} form={form} />
      ))}
    </>
  )
}

function isList(fields: NonNullable<HiddenFieldsProps['fields']>): fields is readonly (readonly [string, string])[] {
  return Array.isArray(fields)
}
