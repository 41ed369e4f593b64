/**
 * Asks a question in the page's own dialog; the browser's box where there is none. The button that says yes says what the
 * pressed one said, and looks like it. True when the person says yes.
 */
export function askFirst(question: string, _form?: HTMLFormElement, pressed?: HTMLElement | null): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>('#confirm')
  const words = dialog?.querySelector('[data-confirm-question]')
  if (!dialog || !words) return Promise.resolve(window.confirm(question))
  words.textContent = question
  const yes = dialog.querySelector<HTMLButtonElement>('button[value="yes"]')
  if (yes) speakAs(yes, pressed)
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise(resolve => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true })
  })
}

function speakAs(yes: HTMLButtonElement, pressed: HTMLElement | null | undefined): void {
  yes.dataset.words ??= yes.textContent ?? ''
  yes.textContent = pressed?.textContent?.trim() || yes.dataset.words
  const isDanger = pressed?.classList.contains('danger') ?? false
  yes.classList.toggle('danger', isDanger)
  yes.classList.toggle('primary', !isDanger)
}
