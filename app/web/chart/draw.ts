import { createRequire } from 'node:module'
import type * as Charts from 'echarts/charts'
import type * as Components from 'echarts/components'
import type * as Core from 'echarts/core'
import type * as Renderers from 'echarts/renderers'
import { plainSvg } from './sanitise.ts'

export type Option = Core.EChartsCoreOption

export interface Size {
  readonly width: number
  readonly height: number
}

const require = createRequire(import.meta.url)
let core: typeof Core | undefined

/** ECharts with only the parts that are used, loaded at the first chart: half a second that the start does not pay. */
export function loadCharts(): typeof Core {
  if (core) return core
  const { init, use } = require('echarts/core') as typeof Core
  const { BarChart, LineChart, ScatterChart } = require('echarts/charts') as typeof Charts
  const { GridComponent, MarkAreaComponent, MarkLineComponent } = require('echarts/components') as typeof Components
  const { SVGRenderer } = require('echarts/renderers') as typeof Renderers
  use([BarChart, LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer])
  core = { ...(require('echarts/core') as typeof Core), init }
  return core
}

const capacity = 300
const drawn = new Map<string, string>()

/**
 * The drawing as SVG that fits our pages. Colours are custom properties, so one drawing serves both colour schemes
 * and can be kept: the same data is drawn once.
 */
export function draw(id: string, option: Option, size: Size, language: string): string {
  const key = JSON.stringify([id, size, language, option])
  const known = drawn.get(key)
  if (known !== undefined) return known
  const chart = loadCharts().init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({ animation: false, ...option })
    const svg = plainSvg(chart.renderToSVGString(), `${id}-${size.width}`)
    const oldest = drawn.size >= capacity ? drawn.keys().next().value : undefined
    if (oldest !== undefined) drawn.delete(oldest)
    drawn.set(key, svg)
    return svg
  } finally {
    chart.dispose()
  }
}
