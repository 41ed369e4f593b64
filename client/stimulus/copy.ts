import { Controller } from '@hotwired/stimulus'

/** Copies the source's text and says so. */
export class CopyController extends Controller<HTMLElement> {
  static override targets = ['source', 'button', 'status']
  static override values = { done: String }
  declare readonly sourceTarget: HTMLElement
  declare readonly buttonTarget: HTMLElement
  declare readonly statusTarget: HTMLElement
  declare readonly doneValue: string
  private timer = 0

  async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.sourceTarget.textContent ?? '')
    } catch {
      // Without https there is no clipboard: the text is selected, ready for Ctrl+C.
      window.getSelection()?.selectAllChildren(this.sourceTarget)
      return
    }
    this.say(this.doneValue)
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.say(''), 2500)
  }

  override disconnect(): void {
    clearTimeout(this.timer)
  }

  private say(words: string): void {
    this.statusTarget.textContent = words
    this.buttonTarget.toggleAttribute('data-copied', words !== '')
  }
}
