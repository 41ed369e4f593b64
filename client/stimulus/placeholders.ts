import { Controller } from '@hotwired/stimulus'

type TextField = HTMLInputElement | HTMLTextAreaElement

/** Puts a placeholder where one was writing last in the form; into its last text when nothing was written yet. */
export class PlaceholdersController extends Controller<HTMLElement> {
  static override targets = ['text']
  declare readonly textTargets: TextField[]
  private last: TextField | undefined

  override connect(): void {
    this.element.addEventListener('focusin', this.remember)
  }

  override disconnect(): void {
    this.element.removeEventListener('focusin', this.remember)
  }

  private readonly remember = (event: FocusEvent): void => {
    const field = this.textTargets.find(target => target === event.target)
    if (field) this.last = field
  }

  insert({ params }: Event & { readonly params: { readonly text: string } }): void {
    const field = this.last?.isConnected ? this.last : this.textTargets.at(-1)
    if (!field) return
    const [from, to] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length]
    field.setRangeText(params.text, from, to, 'end')
    field.focus()
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}
