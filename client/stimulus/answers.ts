import { type ActionEvent, Controller } from '@hotwired/stimulus'

/** Questions that stand once on a page and are asked about many rows: the one that a button opens comes to its row first. */
export class AnswersController extends Controller<HTMLElement> {
  static override targets = ['panels', 'row']
  declare readonly panelsTarget: HTMLTemplateElement
  declare readonly rowTargets: HTMLElement[]

  ask(event: ActionEvent): void {
    const opener = event.currentTarget
    if (!(opener instanceof HTMLButtonElement)) return
    const { to, minutes } = event.params
    const row = this.rowTargets.find(one => one.contains(opener))
    const id = CSS.escape(opener.getAttribute('popovertarget') ?? '')
    const panel = this.element.querySelector(`#${id}`) ?? this.panelsTarget.content.querySelector(`#${id}`)
    if (!row || !panel || row.contains(panel)) return
    for (const form of panel.querySelectorAll('form')) {
      form.reset()
      form.action = String(to)
    }
    const estimate = panel.querySelector<HTMLInputElement>('input[name="minutes"]')
    if (estimate) estimate.value = String(minutes)
    row.append(panel)
  }
}
