import { Controller } from '@hotwired/stimulus'

/** The keys of the editor of plays: ⌘Z or Ctrl+Z takes the last change back, with shift it is done again. */
export class PlayEditorController extends Controller<HTMLElement> {
  static override targets = ['undo', 'redo']
  declare readonly undoTarget: HTMLButtonElement
  declare readonly redoTarget: HTMLButtonElement
  declare readonly hasUndoTarget: boolean
  declare readonly hasRedoTarget: boolean

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
    if (again && this.hasRedoTarget) this.redoTarget.click()
    else if (!again && this.hasUndoTarget) this.undoTarget.click()
  }
}
