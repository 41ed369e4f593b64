import { Controller } from '@hotwired/stimulus'

const leaderTime = 1500
const typing = 'input, textarea, select, [contenteditable], [role="combobox"]'

/** Keys that work on every page: `?` help, `/` search, `j` and `k` through lists, `g` and a letter to a place. */
export class ShortcutsController extends Controller<HTMLElement> {
  private leadUntil = 0

  override connect(): void {
    document.addEventListener('keydown', this.press)
  }

  override disconnect(): void {
    document.removeEventListener('keydown', this.press)
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (document.body.dataset.singleKeys === 'off') return
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (!(event.target instanceof Element) || this.isTyping(event.target)) return
    if (document.querySelector('dialog[open]')) return
    if (this.act(event.key)) event.preventDefault()
  }

  private act(key: string): boolean {
    const led = performance.now() < this.leadUntil
    this.leadUntil = 0
    if (led) return this.go(key)
    if (key === '?') this.find<HTMLDialogElement>('dialog#shortcuts')?.showModal()
    else if (key === '/') this.find('[data-shortcuts-search]')?.focus()
    else if (key === 'j') return this.step(1)
    else if (key === 'k') return this.step(-1)
    else if (key === 'g') this.leadUntil = performance.now() + leaderTime
    else return false
    return true
  }

  private go(key: string): boolean {
    const link = this.find(`[data-shortcuts-go="${CSS.escape(key)}"]`)
    link?.click()
    return link !== null
  }

  /** Moves the focus to the next or previous row's link, so that Enter opens it. */
  private step(by: number): boolean {
    const rows = [...this.element.querySelectorAll<HTMLElement>('[data-shortcuts-list] > *')].filter(row =>
      row.checkVisibility(),
    )
    const current = rows.findIndex(row => row.matches(':focus-within, :focus'))
    const row = rows[current < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, current + by))]
    const link = row?.querySelector<HTMLElement>('.row-link, a[href], button') ?? row
    link?.focus()
    row?.scrollIntoView({ block: 'nearest' })
    return row !== undefined
  }

  private isTyping(element: Element): boolean {
    const box =
      element instanceof HTMLInputElement && ['checkbox', 'radio', 'range', 'button', 'submit'].includes(element.type)
    return !box && element.closest(typing) !== null
  }

  private find<E extends HTMLElement>(selector: string): E | null {
    return this.element.querySelector<E>(selector)
  }
}
