import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** How somebody sees a page. */
export interface Look {
  readonly width: 1280 | 375
  readonly scheme: 'light' | 'dark'
}

/** Each width and each scheme once: what is wrong with a colour is so at both widths. */
export const looks: readonly [Look, Look] = [
  { width: 1280, scheme: 'light' },
  { width: 375, scheme: 'dark' },
]

/** Shows the page that is open in this look, without loading it anew. */
export async function wear(page: Page, { width, scheme }: Look): Promise<void> {
  // Colours fade into one another: between two schemes they are neither's.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('*, ::before, ::after { transition: none !important }')
    document.adoptedStyleSheets = [sheet]
  })
  await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await page.evaluate(theme => document.documentElement.setAttribute('data-theme', theme), scheme)
}

/** What is wrong with the page as it stands: for whom it cannot be used (axe-core's rules), and what is wider than the window. */
export function flawsOf(page: Page): Promise<readonly string[]> {
  return found(page, axeOf(page))
}

/** Of a page that was looked at in another look: what colours and width decide. */
export function flawsOfLook(page: Page): Promise<readonly string[]> {
  const decided = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable']
  return found(page, axeOf(page).withRules(decided))
}

function axeOf(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ resultTypes: ['violations'] })
}

async function found(page: Page, axe: AxeBuilder): Promise<readonly string[]> {
  const { violations } = await axe.analyze()
  return [...violations.map(one => `${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`), ...(await tooWide(page))]
}

/** What is wider than the window, if the page is. */
export async function tooWide(page: Page): Promise<readonly string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  return over > 0 ? [`${over} px wider than the window`] : []
}

/** The flaws in every look, with the look they were seen in. Leaves the page wide and light. */
export async function flawsInAllLooks(page: Page): Promise<readonly string[]> {
  const flaws: string[] = []
  for (const look of looks) {
    await wear(page, look)
    const seen = await (look === looks[0] ? flawsOf(page) : flawsOfLook(page))
    flaws.push(...seen.map(flaw => `${look.width} ${look.scheme} ${flaw}`))
  }
  await wear(page, looks[0])
  return flaws
}
