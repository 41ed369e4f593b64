import { expect, test } from 'vitest'
import { escapeHtml, escapeMarkdown, readMarkdown } from './markdown.ts'

const html = (text: string) => readMarkdown(text).html.trim()

test.each([
  '[ここ](https://evil.example)',
  '<https://evil.example>',
  '<img src=x onerror=alert(1)>',
  '![a](https://evil.example/i.png)',
  '**太字**商事',
  '__init__',
  '`code`',
  '~~消す~~',
  '# 一番の店',
  '- ハイフン',
  '+81 水産',
  '> 引用',
  '1. FC Köln',
  '2) 番',
  'A | B',
  '&lt;b&gt; &amp; 社',
  '\\[戻る](x)',
  '=== 会社',
])('what is filled in stays text: %s', value => {
  expect(html(escapeMarkdown(value))).toBe(`<p>${escapeHtml(value).replaceAll('&#39;', "'")}</p>`)
})

test.each(['みなと水産', 'A & B 商事', 'snake_case_name', '3~5名の会社', 'C# 工房', 'No.1 水産', '(株) 海'])(
  'what reads as text anyway stays as it is written: %s',
  value => {
    expect(escapeMarkdown(value)).toBe(value)
  },
)

test('lists and emphasis are shown as such, HTML as it was typed', () => {
  expect(html('- 一\n- **二**')).toBe('<ul>\n<li>一</li>\n<li><strong>二</strong></li>\n</ul>')
  expect(html('<script>alert(1)</script>')).toBe('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>')
  expect(html('[a](javascript:alert(1))')).not.toContain('href')
})
