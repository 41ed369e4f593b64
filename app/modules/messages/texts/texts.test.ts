import { expect, test } from 'vitest'
import { readBody } from './markdown.ts'
import { placeholdersOf, problemsOfText } from './placeholders.ts'
import { readContent } from './render.ts'

const label = 'messages:placeholder.contactName' as const
const known = {
  names: new Map([
    ['contact.name', { label }],
    ['contact.trait.利用 人数', { label }],
  ]),
}
const keys = (text: string) => problemsOfText(text, known).map(({ key, from, to }) => [key, text.slice(from, to)])

test('placeholders have names, also with spaces in them, and fallbacks', () => {
  expect(
    placeholdersOf('{{ contact.name | お客様 }}さん、{{contact.trait.利用 人数}}名').map(one => [
      one.name,
      one.fallback,
    ]),
  ).toEqual([
    ['contact.name', 'お客様'],
    ['contact.trait.利用 人数', ''],
  ])
})

test('what is unknown or malformed is found where it stands', () => {
  expect(keys('{{contact.name|お客様}}さん')).toEqual([])
  expect(keys('a {{contact.nane}} b')).toEqual([['messages:problem.unknown', '{{contact.nane}}']])
  expect(keys('a {{}} b')).toEqual([['messages:problem.empty', '{{}}']])
  expect(keys('a {{contact.name b')).toEqual([['messages:problem.braces', '{{']])
  expect(keys('a {{contact.name}}}} b')).toEqual([['messages:problem.braces', '}}']])
  expect(keys('{{contact.name\n}}').map(([key]) => key)).toEqual(['messages:problem.braces', 'messages:problem.braces'])
})

test('a link leads where the text says, not where customers say', () => {
  for (const good of [
    '[a](https://minato.example/?n={{contact.name}})',
    'https://minato.example/{{contact.name}}',
    'https://minato.example?{{contact.name}}',
    '[{{contact.name}}](https://minato.example)',
  ]) {
    expect(keys(good)).toEqual([])
  }
  for (const bad of [
    '[a]({{contact.name}})',
    '[a](<{{contact.name}}>)',
    '[a](https://{{contact.name}}.example)',
    '<https://minato.example{{contact.name}}/>',
    'https://{{contact.name}}',
    '[a]: {{contact.name}}\n\n[a]',
  ]) {
    expect(keys(bad)).toEqual([['messages:problem.linkStart', '{{contact.name}}']])
  }
})

const hostile = [
  '<img src=x onerror=alert(1)>',
  '[a](https://evil.example)',
  '**b** `c` # d',
  'https://evil.example',
  '"><script>alert(1)</script>',
  "javascript:alert('x')",
  'bnsq0qsnb',
]

test.each(hostile)('a value is text and nothing else: %s', value => {
  const { html, text } = readBody(
    '{{x}}さん、**{{x}}** [{{x}}](https://minato.example/{{x}}?a={{x}} "{{x}}")\n\n- {{x}}',
  )(Array(7).fill(value))
  expect(
    html.replaceAll(/<(\/?(p|strong|ul|li)|a href="https:\/\/minato\.example\/[^"<>]*" title="[^"<>]*"|\/a)>/g, ''),
  ).not.toMatch(/[<>]/)
  expect(html).not.toContain('href="https://evil')
  expect(html.match(/<a /g)).toHaveLength(1)
  expect(html).toContain(`https://minato.example/${encodeURIComponent(value)}?a=${encodeURIComponent(value)}`)
  expect(text.startsWith(`${value}さん、${value} `)).toBe(true)
})

test('HTML in a text is shown as it was typed, and links of other kinds are none', () => {
  const { html } = readBody(
    '<b onclick="x">hi</b>\n\n[x](javascript:alert(1)) ![i](http://a.example/i.png) [m](mailto:a@b.example)',
  )([])
  expect(html).toContain('&lt;b onclick="x"&gt;hi&lt;/b&gt;')
  expect(html).not.toContain('href="javascript')
  expect(html).not.toContain('src="http://')
  expect(html).toContain('href="mailto:a@b.example"')
})

test('emphasis stands beside Japanese signs without a space', () => {
  const html = (body: string) => readBody(body)(['海']).html.replaceAll(/<\/?p>|\n/g, '')
  expect(html('これは**「急ぎ」**です。')).toBe('これは<strong>「急ぎ」</strong>です。')
  expect(html('**重要。**次に*少し*進みます')).toBe('<strong>重要。</strong>次に<em>少し</em>進みます')
  expect(html('**{{contact.name}}**さん')).toBe('<strong>海</strong>さん')
  expect(html('2 * 3 は 6、* 印')).toBe('2 * 3 は 6、* 印')
  expect(html('a **b** c, snake_case_name')).toBe('a <strong>b</strong> c, snake_case_name')
})

test('a subject is one line whatever a value says', () => {
  const read = readContent({ kind: 'email', subject: '{{contact.name}}さんへ', body: 'x' })
  expect(read(['山田\r\nBcc: all@minato.example']).subject).toBe('山田 Bcc: all@minato.exampleさんへ')
})

test('the same as text: lists, addresses, headings', () => {
  const body =
    '# 見出し\n\nこんにちは。[こちら](https://minato.example/a)をご覧ください。\n\n1. 一\n2. 二\n   - 三\n\n<https://minato.example/b>'
  expect(readBody(body)([]).text).toBe(
    '見出し\n\nこんにちは。こちら ( https://minato.example/a )をご覧ください。\n\n1. 一\n2. 二\n  ・三\n\nhttps://minato.example/b',
  )
})
