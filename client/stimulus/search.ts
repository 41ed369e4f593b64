import { Controller } from '@hotwired/stimulus'
import type { FrameElement } from '@hotwired/turbo'

/**
 * Results while typing, as an ARIA combobox: arrows choose, Enter opens, Escape closes. Without a choice Enter sends
 * the form.
 */
export class SearchController extends Controller<HTMLElement> {
  static override targets = ['input', 'panel', 'frame']
  static override values = { url: String }
  declare readonly inputTarget: HTMLInputElement
  declare readonly panelTarget: HTMLElement
  declare readonly frameTarget: FrameElement
  declare readonly urlValue: string
  private timer = 0

  override disconnect(): void {
    clearTimeout(this.timer)
  }

  later(event: Event): void {
    if (event instanceof InputEvent && event.isComposing) return
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.ask(), 150)
  }

  /** Shows what the frame has just brought, if the person is still here. */
  show(): void {
    const wanted = this.element.matches(':focus-within') && this.inputTarget.value.trim() !== ''
    this.panelTarget.hidden = !wanted || this.frameTarget.childElementCount === 0
    this.inputTarget.setAttribute('aria-expanded', String(!this.panelTarget.hidden))
    this.choose(undefined)
  }

  leave(event: FocusEvent): void {
    if (!(event.relatedTarget instanceof Node) || !this.element.contains(event.relatedTarget)) this.hide()
  }

  move(event: KeyboardEvent): void {
    if (event.isComposing) return
    const options = [...this.panelTarget.querySelectorAll<HTMLElement>('[role="option"]')]
    const current = options.findIndex(option => option.ariaSelected === 'true')
    if (event.key === 'Escape' && !this.panelTarget.hidden) this.hide()
    else if (this.panelTarget.hidden || options.length === 0) return
    else if (event.key === 'ArrowDown') this.choose(options[(current + 1) % options.length])
    else if (event.key === 'ArrowUp') this.choose(options[(Math.max(current, 0) - 1 + options.length) % options.length])
    else if (event.key === 'Enter' && current >= 0) options[current]?.click()
    else return
    event.preventDefault()
  }

  private ask(): void {
    const query = this.inputTarget.value.trim()
    if (query === '') this.hide()
    else this.frameTarget.src = `${this.urlValue}?${new URLSearchParams({ q: query })}`
  }

  private hide(): void {
    this.panelTarget.hidden = true
    this.inputTarget.setAttribute('aria-expanded', 'false')
    this.choose(undefined)
  }

  private choose(option: HTMLElement | undefined): void {
    for (const one of this.panelTarget.querySelectorAll('[role="option"]')) one.ariaSelected = String(one === option)
    if (option) this.inputTarget.setAttribute('aria-activedescendant', option.id)
    else this.inputTarget.removeAttribute('aria-activedescendant')
    option?.scrollIntoView({ block: 'nearest' })
  }
}
