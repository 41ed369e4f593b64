import { type ActionEvent, Controller } from '@hotwired/stimulus'

const begun = /[@＠]([^@＠\n]{0,40})$/

/**
 * Offers colleagues' names after an @ in a text; arrows go into the menu and back, Enter or a click takes a name (in the text the
 * first one, once it has begun), Escape closes it.
 */
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

  /** In the text and in the menu. */
  press(event: KeyboardEvent): void {
    if (this.menuTarget.hidden || event.isComposing) return
    const names = [...this.menuTarget.querySelectorAll<HTMLElement>('button:not([hidden])')]
    const at = names.indexOf(event.target as HTMLElement)
    if (event.key === 'Enter' && at < 0) {
      if (!this.typed()) return
      names[0]?.click()
      event.preventDefault()
      return
    }
    if (event.key === 'Escape') this.menuTarget.hidden = true
    else if (event.key !== 'ArrowDown' && (event.key !== 'ArrowUp' || at < 0)) return
    const to = event.key === 'ArrowDown' ? Math.min(at + 1, names.length - 1) : at - 1
    const next = this.menuTarget.hidden ? this.textTarget : (names[to] ?? this.textTarget)
    next.focus()
    event.preventDefault()
  }

  /** Who goes on to something else does not want the menu over it. */
  leave({ relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node && !this.element.contains(relatedTarget)) this.menuTarget.hidden = true
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
