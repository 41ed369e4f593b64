import { bodyOf, closeButton, element, type Page, rootAtEnd, type Shown } from './page.ts'

/** A message in the middle of the page. The browser keeps the focus in it, closes it by Escape, and gives the focus back. */
export function showDialog(message: Shown, page: Page): void {
  const root = rootAtEnd()
  const heading = element('h2', { id: 't' }, message.subject)
  let clicked = false
  const body = bodyOf(message, page, () => {
    clicked = true
    dialog.close()
  })
  const dialog = element(
    'dialog',
    { className: 'm s' },
    heading,
    body,
    closeButton(page, () => dialog.close()),
  )
  dialog.setAttribute('aria-labelledby', 't')
  dialog.addEventListener('close', () => {
    if (!clicked) page.react(message.id, 'dismissed')
    root.host.remove()
  })
  root.append(dialog)
  dialog.showModal()
  page.react(message.id, 'read')
}
