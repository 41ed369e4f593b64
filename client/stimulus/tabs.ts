import { Controller } from '@hotwired/stimulus'

/** On a small screen the tab one is at may stand outside: it is brought in, without moving the page. */
export class TabsController extends Controller<HTMLElement> {
  override connect(): void {
    const current = this.element.querySelector('[aria-current]')
    if (!current) return
    const place = this.element.getBoundingClientRect()
    const tab = current.getBoundingClientRect()
    this.element.scrollLeft += tab.left - place.left - (place.width - tab.width) / 2
  }
}
