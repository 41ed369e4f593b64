import { Controller } from '@hotwired/stimulus'

const openPart = '.play-part.open:not(.play-flow-add *), .play-flow-add.open'
const openHead = '.play-part.open > .play-part-head, .play-flow-add.open .play-kind'

/**
 * The editor of plays. Its keys: ⌘Z or Ctrl+Z takes the last change back, with shift it is done again. Every step shows the
 * editor anew: who goes through it by the keyboard goes on where they were.
 */
export class PlayEditorController extends Controller<HTMLElement> {
  static override targets = ['undo', 'redo']
  declare readonly undoTarget: HTMLButtonElement
  declare readonly redoTarget: HTMLButtonElement
  declare readonly hasUndoTarget: boolean
  declare readonly hasRedoTarget: boolean
  /** What was used last, and what was open, by where they are found again. */
  private last = ''
  private open = ''

  override connect(): void {
    this.element.addEventListener('focusin', this.remember)
    this.element.addEventListener('turbo:before-frame-render', this.rememberOpen)
    this.element.addEventListener('turbo:frame-render', this.goOn)
    document.addEventListener('turbo:load', this.goOn)
  }

  override disconnect(): void {
    this.element.removeEventListener('focusin', this.remember)
    this.element.removeEventListener('turbo:before-frame-render', this.rememberOpen)
    this.element.removeEventListener('turbo:frame-render', this.goOn)
    document.removeEventListener('turbo:load', this.goOn)
  }

  press(event: KeyboardEvent): void {
    if (!(event.metaKey || event.ctrlKey) || event.altKey || event.isComposing) return
    const key = event.key.toLowerCase()
    const again = key === 'y' || (key === 'z' && event.shiftKey)
    if (key !== 'z' && key !== 'y') return
    // In a text the browser's own way of taking back is meant.
    if (
      event.target instanceof Element &&
      event.target.closest('input:not([type="radio"], [type="checkbox"]), textarea')
    )
      return
    if (document.querySelector('dialog[open]')) return
    event.preventDefault()
    if (event.repeat) return
    if (again && this.hasRedoTarget) this.redoTarget.click()
    else if (!again && this.hasUndoTarget) this.undoTarget.click()
  }

  private readonly remember = ({ target }: Event): void => {
    if (target instanceof HTMLElement && !isPlace(target)) this.last = whereIs(target)
  }

  private readonly rememberOpen = (): void => {
    this.open = this.openNow()
  }

  private openNow(): string {
    const part = this.element.querySelector(openPart)
    if (!part) return ''
    const head = [...part.children].find(child => child.matches('.play-part-head'))
    return head ? `#${CSS.escape(head.id)}` : `#${CSS.escape(part.id)} > a`
  }

  /** To what was just opened, else to what was used, else to what was open; a step that was removed can be taken back. */
  private readonly goOn = (): void => {
    const { activeElement } = document
    if (this.last === '' || (activeElement && activeElement !== document.body && !isPlace(activeElement))) return
    const open = this.openNow()
    const isNew = open !== '' && open !== this.open
    const places = [isNew ? openHead : '', this.last, openHead, this.open, '[data-play-editor-target="undo"]']
    const found = places.map(place => (place ? this.element.querySelector<HTMLElement>(place) : null))
    found.find(element => element && !element.matches(':disabled'))?.focus({ preventScroll: true })
  }
}

/** Turbo goes to the place that an address names, which cannot be used itself. */
function isPlace(element: Element): boolean {
  return element.matches('.play-part, .play-flow-add')
}

/** A selector that finds the same thing when it is shown anew; empty for none. */
function whereIs(element: HTMLElement): string {
  const { id, dataset } = element
  if (id) return `#${CSS.escape(id)}`
  if (dataset.playEditorTarget) return `[data-play-editor-target="${dataset.playEditorTarget}"]`
  if (element instanceof HTMLButtonElement && element.name) {
    return `button[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]:not([tabindex="-1"])`
  }
  return 'none'
}
