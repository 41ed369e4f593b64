/** Something no field expects. `text` is sent as it is; `raw` is already encoded for a form, broken bytes included. */
export interface Hostile {
  readonly name: string
  readonly text?: string
  readonly raw?: string
  /** Not only for fields that take free text. */
  readonly everywhere?: boolean
}

/** What must never be in a page unescaped. */
export const script = '<script>alert("hostile")</script>'
/** The same as a page shows it. */
export const escapedScript = '&lt;script&gt;alert(&quot;hostile&quot;)&lt;/script&gt;'

/** Values for every field of every form and every parameter of every address. */
export const hostileValues: readonly Hostile[] = [
  { name: 'HTML', text: `"'>${script}<img src=x onerror=alert(1)>`, everywhere: true },
  { name: 'SQL', text: `'); drop table customers.account; --` },
  { name: 'NUL and control characters', text: 'a\0b\u0001\u001b\u0085', everywhere: true },
  { name: 'half a surrogate pair', raw: '%ED%A0%BDx%ED', everywhere: true },
  { name: 'bytes of Shift_JIS', raw: '%90%5E%91%E3%zz%' },
  { name: 'emoji and right to left', text: '👩‍👩‍👧‍👦\u202eعرب\u2066שלום\u200b' },
  { name: 'a formula', text: '=HYPERLINK("http://hostile.example","x")' },
  { name: '100,000 letters', text: 'あ'.repeat(100_000) },
  { name: 'a number too large', text: '9'.repeat(30), everywhere: true },
  { name: 'a number beyond a float', text: '1e999' },
  { name: 'a negative fraction', text: '-1.5', everywhere: true },
  { name: 'a day before Christ', text: '-271821-04-20' },
  { name: 'a day in 200,000 years', text: '+202026-01-01', everywhere: true },
  { name: 'the year 0', text: '0000-01-01' },
  { name: 'the last day of four digits', text: '9999-12-31' },
  { name: 'a name of the language', text: '__proto__', everywhere: true },
  { name: 'nothing', text: '', everywhere: true },
]

export type Pair = readonly [name: string, value: string | undefined]

/** A form's body or an address's query with these fields; one of them may be hostile. */
export function encoded(pairs: readonly Pair[], field?: string, hostile?: Hostile): string {
  return pairs
    .flatMap(([name, value]) => {
      const key = encodeURIComponent(name)
      if (name === field && hostile) return [`${key}=${hostile.raw ?? encodeURIComponent(hostile.text ?? '')}`]
      return value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`]
    })
    .join('&')
}

/** What is wrong with an answer to something hostile: nothing, when it is clear and in the person's language. */
export async function faultsOf(reply: Response): Promise<readonly string[]> {
  const type = reply.headers.get('content-type') ?? ''
  if (type.includes('event-stream')) {
    await reply.body?.cancel()
    return []
  }
  const body = await reply.text()
  const isPage = type.includes('text/html')
  return [
    ...(reply.status >= 500 ? [`answered ${reply.status}`] : []),
    ...(body.includes(script) ? ['was not escaped'] : []),
    ...(isPage && !/<html[^>]* lang="ja"/.test(body) && body.includes('<html') ? ['is not in Japanese'] : []),
    ...(reply.status >= 400 && !/[ぁ-ん]/.test(body) && isPage ? ['says nothing'] : []),
    ...(/>(NaN|undefined|null|Invalid Date|\[object Object\])</.test(body) ? ['shows what is no text'] : []),
  ]
}
