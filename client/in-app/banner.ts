import { bodyOf, closeButton, element, type OnPage, type Page, rootAtEnd, type Shown } from './page.ts'

/** A message in the corner of the page. It takes no focus away; Escape closes it while the focus is in it. */
export function showBanner(message: Shown, page: Page): OnPage {
  const { host, root } = rootAtEnd()
  const takeAway = () => host.remove()
  const close = () => {
    page.react(message.id, 'dismissed')
    takeAway()
  }
  const banner = element(
    'section',
    { className: 'm s' },
    element('h2', {}, message.subject),
    bodyOf(message, page, takeAway),
    closeButton(page, close),
  )
  banner.setAttribute('role', 'status')
  banner.setAttribute('aria-label', page.words.message)
  banner.addEventListener('keydown', event => {
    if (event.key === 'Escape') close()
  })
  root.append(banner)
  page.react(message.id, 'read')
  return { host, takeAway }
}
