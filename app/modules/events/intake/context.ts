// What helps to understand an event later. No addresses and no device or advertising ids: nobody asked for them.
const kept = ['library', 'page', 'userAgent', 'app', 'os', 'locale', 'timezone', 'campaign'] as const

/**
 * The part of an item's context that is kept, as JSON text (`null` when nothing is left). The batch's context lies under
 * the item's own.
 */
export function contextText(
  shared: Readonly<Record<string, unknown>> | undefined,
  own: Readonly<Record<string, unknown>> | undefined,
): string {
  let parts = ''
  for (const key of kept) {
    const value = own?.[key] ?? shared?.[key]
    if (value === undefined || value === null || value === '') continue
    parts += `${parts === '' ? '' : ','}"${key}":${textOf(value)}`
  }
  return parts === '' ? 'null' : oneOf(`{${parts}}`)
}

// Most events of an app have the same context: held once, however many wait, and told apart later by a look.
const known = new Map<string, string>()
const most = { texts: 1000, length: 1000 } as const

function oneOf(text: string): string {
  if (text.length > most.length) return text
  const found = known.get(text)
  if (found !== undefined) return found
  if (known.size >= most.texts) known.clear()
  known.set(text, text)
  return text
}

/** Whether a JSON value is an object, not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// The same few objects (the library, the app) come again and again; nested ones are left out, so depth has no say here.
function textOf(value: unknown): string {
  if (!isObject(value)) return typeof value === 'object' ? 'null' : JSON.stringify(value)
  let parts = ''
  for (const key in value) {
    const part = value[key]
    if (part === null || typeof part === 'object') continue
    parts += `${parts === '' ? '' : ','}${JSON.stringify(key)}:${JSON.stringify(part)}`
  }
  return `{${parts}}`
}
