import type { Child } from 'hono/jsx'
import { describe, expect, test } from 'vitest'
import { galleryView } from '../../test/browser/gallery/render.tsx'
import { ReliabilityChart } from './chart/reliability.tsx'
import { BarChart, Histogram, LineChart } from './chart.tsx'
import { ViewContext } from './view.ts'

const show = (content: Child) => {
  const view = galleryView('ja', { script: '', style: '' }, '')
  return String(<ViewContext.Provider value={view}>{content}</ViewContext.Provider>)
}

const days = ['2026-11-20', '2026-11-21', '2026-11-22']
const line = (values: (number | null)[], name = '点') =>
  show(<LineChart id="line" label="推移" days={days} series={[{ name, values }]} min={0} max={100} />)

test('a line is drawn twice, for wide and narrow, under one label, with the numbers as a table', () => {
  const html = line([70, 60, 34])
  expect(html.match(/<svg class="chart-image"/g)).toHaveLength(2)
  expect(html).toContain('role="img" aria-label="推移"')
  expect(html).toContain('11月22日')
  expect(html).toContain('<td class="numeric">34</td>')
  expect(html).toContain('var(--accent)')
})

test('nothing that the policy refuses, whatever the names say', () => {
  const html = show(
    <BarChart
      id="bars"
      label="<script>alert(1)</script>"
      of="名前"
      names={['<script>alert(1)</script>', '" onload="alert(1)', '{value}']}
      series={[{ name: '<img src=x onerror=alert(1)>', values: [1, 2, 3] }]}
    />,
  )
  expect(html).not.toMatch(/<script|<style|style="|<img/)
  expect(html.match(/<[^>]*>/g)?.some(tag => /\sonload="/.test(tag))).toBe(false)
})

describe('odd data', () => {
  test.each([
    ['nothing known', [null, null, null]],
    ['one value', [null, 5, null]],
    ['all the same', [5, 5, 5]],
    ['very large', [1e15, 2, 3]],
    ['negative', [-5, -3, 0]],
  ])('%s', (_, values) => expect(line(values as (number | null)[])).toContain('chart-image'))

  test('no values at all', () => {
    const html = show(<LineChart id="none" label="なし" days={[]} series={[]} />)
    expect(html).toContain('chart-image')
    expect(show(<Histogram id="h" label="分布" edges={[]} counts={[]} words={{ bin: '幅', now: '今' }} />)).toContain(
      'svg',
    )
  })
})

test('a missing value is a gap in the table, not a zero', () => {
  expect(line([70, null, 34])).toContain('<td class="numeric">–</td>')
})

test('events are numbered in the drawing and told below; those outside of the days are left out', () => {
  const events = [
    { day: '2026-11-21', text: '担当者が交代しました' },
    { day: '2025-01-01', text: '昔のこと' },
  ]
  const html = show(
    <LineChart id="e" label="推移" days={days} series={[{ name: '点', values: [1, 2, 3] }]} events={events} />,
  )
  expect(html).toContain('<li>① 11月21日 担当者が交代しました</li>')
  expect(html).not.toContain('昔のこと')
})

test('a histogram names its bins and shows both rows', () => {
  const words = { bin: '幅', now: '変更後', before: '変更前' }
  const html = show(
    <Histogram id="h" label="分布" edges={[0, 50, 100]} counts={[3, 4]} before={[5, 2]} words={words} />,
  )
  expect(html).toContain('0–50')
  expect(html).toMatch(/<th scope="row">50–100<\/th><td class="numeric">2<\/td><td class="numeric">4<\/td>/)
})

test('reliability shows prediction, outcome and how many', () => {
  const words = { predicted: '予測', observed: '実際', count: '件数' }
  const html = show(
    <ReliabilityChart id="r" label="確からしさ" words={words} bins={[{ predicted: 0.1, observed: 0.12, count: 40 }]} />,
  )
  expect(html).toMatch(/<th scope="row">10%<\/th><td class="numeric">12%<\/td><td class="numeric">40<\/td>/)
})
