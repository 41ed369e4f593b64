/** What can go wrong on purpose. Thrown anywhere, turned into a reply once, in app/web/error-pages.tsx. */
export class NotFound extends Error {
  override name = 'NotFound'
}

export class Forbidden extends Error {
  override name = 'Forbidden'
}

/** Somebody else changed the thing meanwhile, or it already is as asked. `key` names a text in the locale catalogues. */
export class Conflict extends Error {
  override name = 'Conflict'
  readonly key: string

  constructor(key: string) {
    super(key)
    this.key = key
  }
}

/** Input that cannot be accepted: field name → key of a text, so that forms can say it beside the field. */
export class Invalid extends Error {
  override name = 'Invalid'
  readonly fields: Readonly<Record<string, string>>

  constructor(fields: Readonly<Record<string, string>>) {
    super(
      Object.entries(fields)
        .map(([field, key]) => `${field}: ${key}`)
        .join(', '),
    )
    this.fields = fields
  }
}

/** A condition the operator of this installation must mend (port taken, database unreachable). Ends the process with one line. */
export class Unable extends Error {
  override name = 'Unable'
}
