import { Controller } from '@hotwired/stimulus'

/** Shows the number that a slider stands at. */
export class RangeController extends Controller<HTMLElement> {
  static override targets = ['input', 'output']
  declare readonly inputTarget: HTMLInputElement
  declare readonly outputTarget: HTMLOutputElement

  show(): void {
    this.outputTarget.value = this.inputTarget.value
  }
}
