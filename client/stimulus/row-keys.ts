import { Controller } from '@hotwired/stimulus'

const typing = 'input, textarea, select, [contenteditable]'

/**
 * One-letter keys for what can be done with the row one is in: `d` presses its `[data-row-key="d"]`. When the row that was
 * answered is gone, the focus goes on to the one that stands in its place, so that a person can work through the list; a row
 * that moved keeps it.
 */
export class RowKeysController extends Controller<HTMLElement> {
  private answered: { readonly row: HTMLElement; readonly index: number } | undefined
  private readonly watcher = new MutationObserver(() => this.goOn())

  override connect(): void {
    this.element.addEventListener('keydown', this.press)
    this.element.addEventListener('submit', this.remember)
    this.watcher.observe(this.element, { childList: true, subtree: true })
  }

  override disconnect(): void {
    this.element.removeEventListener('keydown', this.press)
    this.element.removeEventListener('submit', this.remember)
    this.watcher.disconnect()
  }

  private rows(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('[data-row-keys]')]
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (document.body.dataset.singleKeys === 'off') return
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
    this.answered = row ? { row, index: this.rows().indexOf(row) } : undefined
  }

  private goOn(): void {
    if (!this.answered) return
    const { row, index } = this.answered
    const rows = this.rows()
    const moved = row.isConnected && rows.indexOf(row) !== index && !row.contains(document.activeElement)
    if (row.isConnected && !moved) return
    const next = moved ? row : rows[Math.min(index, rows.length - 1)]
    this.answered = undefined
    next?.querySelector<HTMLElement>('a[href], button')?.focus({ preventScroll: true })
    next?.scrollIntoView({ block: 'nearest' })
  }
}
