import { Controller } from '@hotwired/stimulus'

/** Asks before what was typed is lost by leaving the page. */
export class GuardController extends Controller<HTMLFormElement> {
  static override values = { question: String }
  declare readonly questionValue: string
  private changed = false

  override connect(): void {
    this.element.addEventListener('input', this.remember)
    this.element.addEventListener('submit', this.forget)
    this.element.addEventListener('reset', this.forget)
    document.addEventListener('turbo:before-visit', this.beforeVisit)
    window.addEventListener('beforeunload', this.beforeUnload)
  }

  override disconnect(): void {
    document.removeEventListener('turbo:before-visit', this.beforeVisit)
    window.removeEventListener('beforeunload', this.beforeUnload)
  }

  private readonly remember = (): void => {
    this.changed = true
  }

  private readonly forget = (): void => {
    this.changed = false
  }

  private readonly beforeVisit = (event: Event): void => {
    if (!this.changed) return
    if (window.confirm(this.questionValue)) this.changed = false
    else event.preventDefault()
  }

  private readonly beforeUnload = (event: BeforeUnloadEvent): void => {
    if (this.changed) event.preventDefault()
  }
}
