/** A form as it stands in a page. */
export interface PageForm {
  readonly method: 'get' | 'post'
  /** Path and query it is sent to. */
  readonly action: string
  readonly fields: readonly PageField[]
}

export interface PageField {
  readonly name: string
  readonly kind: 'text' | 'choice' | 'hidden'
  /** What a browser would send; undefined when it would send nothing, such as of a box that is not ticked. */
  readonly value: string | undefined
}

/**
 * The forms of a page, as a browser reads them: with fields that stand elsewhere, and once more for each button with
 * its own address.
 */
export function formsOf(html: string, at: string): readonly PageForm[] {
  const page = html.replaceAll(/<(script|style|template)\b[\s\S]*?<\/\1>/g, '')
  return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, tag = '', inside = '']) => {
    const id = attribute(tag, 'id')
    const fields = [...fieldsIn(inside), ...(id ? fieldsIn(page, id) : [])]
    const action = attribute(tag, 'action') ?? at
    const others = [...inside.matchAll(/\sformaction="([^"]*)"/g)].map(([, address = '']) => decoded(address))
    const method = attribute(tag, 'method')?.toLowerCase() === 'post' ? 'post' : 'get'
    return [...new Set([action, ...others])].map(address => ({ method, action: address, fields }) as const)
  })
}

/** What a browser would send, by name, of the first form that has this field. */
export function sentOf(html: string, having: string): Readonly<Record<string, readonly string[]>> {
  const form = formsOf(html, '').find(({ fields }) => fields.some(({ name }) => name === having))
  const sent = Map.groupBy(form?.fields.filter(field => field.value !== undefined) ?? [], field => field.name)
  return Object.fromEntries([...sent].map(([name, fields]) => [name, fields.map(field => field.value ?? '')]))
}

/** Addresses that a page leads to. */
export function linksOf(html: string): readonly string[] {
  return [...html.matchAll(/\s(?:href|src)="(\/[^"]*)"/g)].map(([, address = '']) => decoded(address))
}

function fieldsIn(html: string, form?: string): readonly PageField[] {
  const controls = /<(input|button)\b([^>]*)>|<(select|textarea)\b([^>]*)>([\s\S]*?)<\/\3>/g
  return [...html.matchAll(controls)].flatMap(([, single, tag = '', , longTag = '', inside = '']) => {
    const own = tag || longTag
    const name = attribute(own, 'name')
    if (name === undefined || (form !== undefined && attribute(own, 'form') !== form)) return []
    if (single === 'button') return [{ name, kind: 'hidden', value: undefined } as const]
    if (single) return [singleField(name, own)]
    return longTag && inside.includes('<option')
      ? [{ name, kind: 'choice', value: chosen(inside) } as const]
      : [{ name, kind: 'text', value: decoded(inside) } as const]
  })
}

function singleField(name: string, tag: string): PageField {
  const type = attribute(tag, 'type') ?? 'text'
  const value = attribute(tag, 'value') ?? ''
  if (type === 'checkbox' || type === 'radio') {
    return { name, kind: 'choice', value: /\schecked\b/.test(tag) ? value : undefined }
  }
  if (type === 'hidden') return { name, kind: 'hidden', value }
  return { name, kind: 'text', value }
}

function chosen(options: string): string | undefined {
  const all = [...options.matchAll(/<option\b([^>]*)>/g)].map(([, tag = '']) => tag)
  const one = all.find(tag => /\sselected\b/.test(tag)) ?? all[0]
  return one && attribute(one, 'value')
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : decoded(found)
}

function decoded(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
  return text.replaceAll(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => named[name] ?? '')
}
