import { Controller } from '@hotwired/stimulus'

/** A native dialog: opened by its invoker or on arrival, closed by a click beside it and after its form succeeded. */
export class DialogController extends Controller<HTMLDialogElement> {
  static override values = { open: Boolean }
  declare readonly openValue: boolean

  override connect(): void {
    if (this.openValue && !this.element.open) this.element.showModal()
  }

  closeBeside(event: MouseEvent): void {
    // The backdrop belongs to the dialog; everything visible lies in its children.
    if (event.target === this.element) this.element.close()
  }

  closeWhenDone(event: CustomEvent<{ success: boolean }>): void {
    if (event.detail.success) this.element.close()
  }
}

/** Browsers without invoker commands (before 2025) open and close dialogs through this. */
export function openWithoutInvokers(event: MouseEvent): void {
  if ('commandForElement' in HTMLButtonElement.prototype || !(event.target instanceof Element)) return
  const button = event.target.closest('button[commandfor]')
  const dialog = document.getElementById(button?.getAttribute('commandfor') ?? '')
  if (!(dialog instanceof HTMLDialogElement)) return
  if (button?.getAttribute('command') === 'show-modal') dialog.showModal()
  else dialog.close()
}

/** What lies over the page does not belong into the copy that Turbo keeps for the way back. */
export function closeOverlays(): void {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>('dialog[open]')) dialog.close()
  for (const popover of document.querySelectorAll<HTMLElement>(':popover-open')) popover.hidePopover()
}
