import { expect, test } from 'vitest'
import { plainSvg } from './sanitise.ts'

const wrap = (inside: string) =>
  `<svg width="640" height="200" xmlns="x" version="1.1" viewBox="0 0 640 200">\n${inside}</svg>`

test('text styles become attributes; the font comes from the page', () => {
  const svg = plainSvg(
    wrap('<text style="font-size:12px;font-family:Arial;font-weight:bold;" fill="var(--ink)">a</text>'),
    'c',
  )
  expect(svg).toContain('<text font-size="12px" font-weight="bold" fill="var(--ink)">')
  expect(svg).not.toContain('style=')
})

test('style elements, classes and data of the library go; the page decides the size', () => {
  const svg = plainSvg(
    wrap('<path class="zr0-cls-0" ecmeta_ssr_type="chart"/><style ><![CDATA[.a:hover{}]]></style>'),
    'c',
  )
  expect(svg).toBe('<svg class="chart-image" aria-hidden="true" focusable="false" viewBox="0 0 640 200"><path/></svg>')
})

test('ids are those of the chart, in both places', () => {
  expect(
    plainSvg(wrap('<g clip-path="url(#zr12-c0)"></g><clipPath id="zr12-c0"></clipPath>'), 'history-640'),
  ).toContain('<g clip-path="url(#history-640-c0)"></g><clipPath id="history-640-c0">')
})

test.each([
  '<script>1</script>',
  '<path onclick="a()"/>',
  '<a href="javascript:1">x</a>',
  '<foreignObject></foreignObject>',
  '<image xlink:href="https://example.com/a.png"/>',
])('refuses what the policy refuses: %s', inside => {
  expect(() => plainSvg(wrap(inside), 'c')).toThrow('Content-Security-Policy')
})

test('what people wrote may say anything, escaped', () => {
  const words = '<text>&lt;script&gt; style="x" onclick=</text>'
  expect(plainSvg(wrap(words), 'c')).toContain('&lt;script&gt;')
})
