import { Controller } from '@hotwired/stimulus'

/** A form that sends itself: a little after typing, at once after choosing. */
export class AutosubmitController extends Controller<HTMLFormElement> {
  private timer = 0

  override connect(): void {
    this.element.classList.add('automatic')
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
    this.element.requestSubmit()
  }
}
