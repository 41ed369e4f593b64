import { Controller } from '@hotwired/stimulus'

/** A form that sends itself: a little after typing, at once after choosing. */
export class AutosubmitController extends Controller<HTMLFormElement> {
  private timer = 0
  private sent = ''

  override connect(): void {
    this.element.classList.add('automatic')
    this.sent = this.content()
  }

  override disconnect(): void {
    clearTimeout(this.timer)
  }

  later(event: Event): void {
    // Words that are still being composed (Japanese input) are not what the person means yet.
    if (event instanceof InputEvent && event.isComposing) return
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.now(), 300)
  }

  now(): void {
    clearTimeout(this.timer)
    // A text field tells of its change once more when it is left.
    if (this.content() === this.sent) return
    this.sent = this.content()
    this.element.requestSubmit()
  }

  /** What stands in the form's own fields; those elsewhere that belong to it change with the answer. */
  private content(): string {
    const fields = [...this.element.elements].filter(field => this.element.contains(field))
    return JSON.stringify(fields.map(field => [(field as HTMLInputElement).value, (field as HTMLInputElement).checked]))
  }
}
