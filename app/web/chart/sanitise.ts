/**
 * Makes a drawing of ECharts fit for our pages: the Content-Security-Policy refuses style attributes and elements, so
 * text styles become presentation attributes; sizes come from the page, ids are unique to the chart, and nothing in it
 * takes part in events. Throws when something is left that the policy would refuse.
 */
export function plainSvg(svg: string, id: string): string {
  const plain = svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/\sstyle="([^"]*)"/g, (_, style: string) => presentation(style))
    .replace(/\s(?:ecmeta_[\w]+|class|pointer-events|baseProfile|version|xmlns(?::xlink)?)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, `${id}-`)
    .replace(/^<svg width="\d+" height="\d+"/, '<svg class="chart-image" aria-hidden="true" focusable="false"')
    .replace(/>\n+</g, '><')
  if (/<(?:script|style|foreignObject|a|image)\b|\s(?:style|on\w+|href|xlink:href)="/.test(tagsOf(plain))) {
    throw new Error('a chart holds what the Content-Security-Policy refuses')
  }
  return plain
}

const kept = ['font-size', 'font-weight', 'font-style', 'text-anchor']

/** The declarations of a style attribute that matter, as attributes. The font itself comes from the page. */
function presentation(style: string): string {
  return style
    .split(';')
    .map(declaration => declaration.split(':').map(part => part.trim()))
    .filter(([name, value]) => name !== undefined && kept.includes(name) && value)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('')
}

/** Only the tags: what people wrote stands between them, escaped, and may say anything. */
function tagsOf(svg: string): string {
  return (svg.match(/<[^>]*>/g) ?? []).join('')
}
