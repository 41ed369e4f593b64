/** Asks a question in the page's own dialog; the browser's box where there is none. True when the person says yes. */
export function askFirst(question: string): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>('#confirm')
  const words = dialog?.querySelector('[data-confirm-question]')
  if (!dialog || !words) return Promise.resolve(window.confirm(question))
  words.textContent = question
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise(resolve => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true })
  })
}
