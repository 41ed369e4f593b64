import { Controller } from '@hotwired/stimulus'

const typing = 'input, textarea, select, [contenteditable]'

/**
 * One-letter keys for what can be done with the row one is in: `d` presses its `[data-row-key="d"]`. When an answered row
 * is replaced, the focus goes on to the next one that is not, so that a person can work through the list.
 */
export class RowKeysController extends Controller<HTMLElement> {
  private answered: number | undefined

  override connect(): void {
    this.element.addEventListener('keydown', this.press)
    this.element.addEventListener('submit', this.remember)
    document.addEventListener('turbo:render', this.goOn)
    document.addEventListener('turbo:before-stream-render', this.goOnSoon)
  }

  override disconnect(): void {
    this.element.removeEventListener('keydown', this.press)
    this.element.removeEventListener('submit', this.remember)
    document.removeEventListener('turbo:render', this.goOn)
    document.removeEventListener('turbo:before-stream-render', this.goOnSoon)
  }

  private rows(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('[data-row-keys]')]
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (!(event.target instanceof Element) || event.target.closest(`${typing}, :popover-open`)) return
    const row = event.target.closest('[data-row-keys]')
    const button = row?.querySelector<HTMLElement>(`[data-row-key="${CSS.escape(event.key)}"]`)
    if (!button) return
    event.preventDefault()
    button.click()
    const panel = document.getElementById(button.getAttribute('popovertarget') ?? '')
    panel?.querySelector<HTMLElement>('textarea, button, input:not([type="hidden"])')?.focus()
  }

  private readonly remember = (event: Event): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row-keys]') : null
    this.answered = row ? this.rows().indexOf(row) : undefined
  }

  private readonly goOnSoon = (): void => {
    requestAnimationFrame(() => requestAnimationFrame(this.goOn))
  }

  private readonly goOn = (): void => {
    if (this.answered === undefined) return
    // The answered row no longer takes keys, so the next one stands in its place.
    const rows = this.rows()
    const next = rows[Math.min(this.answered, rows.length - 1)]
    this.answered = undefined
    const target = next?.querySelector<HTMLElement>('.row-link, a[href], button')
    target?.focus({ preventScroll: true })
    next?.scrollIntoView({ block: 'nearest' })
  }
}
