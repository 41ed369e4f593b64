import { Controller } from '@hotwired/stimulus'

/** Boxes of a list, the one above that means all of them, and what can be done with the chosen ones. */
export class SelectAllController extends Controller<HTMLElement> {
  static override targets = ['all', 'one', 'bar', 'status']
  static override values = { words: String }
  declare readonly allTarget: HTMLInputElement
  declare readonly oneTargets: HTMLInputElement[]
  declare readonly barTarget: HTMLElement
  declare readonly statusTarget: HTMLElement
  declare readonly wordsValue: string

  override connect(): void {
    this.count()
  }

  toggleAll(): void {
    for (const box of this.oneTargets) box.checked = this.allTarget.checked
    this.count()
  }

  count(): void {
    const chosen = this.oneTargets.filter(box => box.checked).length
    this.allTarget.checked = chosen > 0 && chosen === this.oneTargets.length
    this.allTarget.indeterminate = chosen > 0 && chosen < this.oneTargets.length
    this.barTarget.hidden = chosen === 0
    this.statusTarget.textContent = chosen === 0 ? '' : this.wordsValue.replace('#', String(chosen))
  }
}
