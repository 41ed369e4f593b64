import { Controller } from '@hotwired/stimulus'

const readingTime = 8000

/** Good news leaves by itself, unless the person is at it; other news stays. */
export class FlashController extends Controller<HTMLElement> {
  static override values = { stays: Boolean }
  declare readonly staysValue: boolean
  private timer = 0

  override connect(): void {
    if (!this.staysValue) this.timer = window.setTimeout(() => this.leave(), readingTime)
  }

  override disconnect(): void {
    clearTimeout(this.timer)
  }

  close(): void {
    this.element.remove()
  }

  private leave(): void {
    if (this.element.matches(':hover, :focus-within')) this.timer = window.setTimeout(() => this.leave(), readingTime)
    else this.close()
  }
}
