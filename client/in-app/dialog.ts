import { bodyOf, closeButton, element, type OnPage, type Page, rootAtEnd, type Shown } from './page.ts'

/** A message in the middle of the page. The browser keeps the focus in it, closes it by Escape, and gives the focus back. */
export function showDialog(message: Shown, page: Page): OnPage {
  const { host, root } = rootAtEnd()
  const heading = element('h2', { id: 't' }, message.subject)
  let byReader = true
  const takeAway = () => {
    byReader = false
    dialog.close()
  }
  const dialog = element(
    'dialog',
    { className: 'm s' },
    heading,
    bodyOf(message, page, takeAway),
    closeButton(page, () => dialog.close()),
  )
  dialog.setAttribute('aria-labelledby', 't')
  dialog.addEventListener('close', () => {
    if (byReader) page.react(message.id, 'dismissed')
    host.remove()
  })
  root.append(dialog)
  dialog.showModal()
  page.react(message.id, 'read')
  return { host, takeAway }
}
