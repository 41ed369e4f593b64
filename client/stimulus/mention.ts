import { type ActionEvent, Controller } from '@hotwired/stimulus'

const begun = /[@＠]([^@＠\n]{0,40})$/

/** Offers colleagues' names after an @ in a text; arrow down goes into the menu, Enter or a click takes a name. */
export class MentionController extends Controller<HTMLElement> {
  static override targets = ['text', 'menu']
  declare readonly textTarget: HTMLTextAreaElement
  declare readonly menuTarget: HTMLElement

  look(): void {
    const typed = this.typed()
    const names = [...this.menuTarget.querySelectorAll<HTMLElement>('button')]
    for (const button of names) button.hidden = typed === undefined || !fold(button.textContent).startsWith(typed)
    this.menuTarget.hidden = names.every(button => button.hidden)
  }

  press(event: KeyboardEvent): void {
    if (this.menuTarget.hidden || event.isComposing) return
    if (event.key === 'Escape') this.menuTarget.hidden = true
    else if (event.key === 'ArrowDown') this.menuTarget.querySelector<HTMLElement>('button:not([hidden])')?.focus()
    else return
    event.preventDefault()
  }

  take({ params }: ActionEvent): void {
    const text = this.textTarget
    const from = text.value.slice(0, text.selectionStart).search(begun)
    if (from >= 0) text.setRangeText(`@${params.name} `, from, text.selectionStart, 'end')
    this.menuTarget.hidden = true
    text.focus()
  }

  /** What stands behind the last @ before the cursor; undefined without one. */
  private typed(): string | undefined {
    const found = begun.exec(this.textTarget.value.slice(0, this.textTarget.selectionStart))
    return found?.[1] === undefined ? undefined : fold(found[1])
  }
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')
}
