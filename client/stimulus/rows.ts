import { Controller } from '@hotwired/stimulus'

/** Rows of a form that can be added from a template and removed: conditions, measures, steps. */
export class RowsController extends Controller<HTMLElement> {
  static override targets = ['template', 'list', 'row', 'add']
  declare readonly templateTarget: HTMLTemplateElement
  declare readonly listTarget: HTMLElement
  declare readonly rowTargets: HTMLElement[]
  declare readonly addTarget: HTMLElement
  private added = 0

  add(): void {
    const row = document.importNode(this.templateTarget.content, true)
    this.added += 1
    for (const element of row.querySelectorAll('*')) this.number(element)
    const first = row.querySelector<HTMLElement>('input:not([type="hidden"]), select, textarea')
    this.listTarget.append(row)
    first?.focus()
    this.dispatch('changed')
  }

  remove(event: Event): void {
    const row = this.rowTargets.find(one => one.contains(event.target as Node))
    const neighbour = row?.nextElementSibling ?? row?.previousElementSibling
    row?.remove()
    const next = neighbour?.querySelector<HTMLElement>('[data-action*="rows#remove"]') ?? this.addTarget
    next.focus()
    this.dispatch('changed')
  }

  /** `__row__` in ids and names becomes a number of its own, so that labels find their fields. */
  private number(element: Element): void {
    for (const { name, value } of element.attributes) {
      if (value.includes('__row__')) element.setAttribute(name, value.replaceAll('__row__', `new${this.added}`))
    }
  }
}
