import { bodyOf, element, type Page, rootIn, type Shown } from './page.ts'

/** The latest notices as a list; one counts as read when it is opened. Nothing changes, and false, while one is open. */
export function showNotices(place: Element, notices: readonly Shown[], page: Page): boolean {
  if (place.shadowRoot?.querySelector('[open]')) return false
  const { words, locale } = page
  const items = notices.map(notice => {
    const fresh = element('span', { className: 'n' }, notice.read ? '' : words.fresh)
    const at = element('time', { dateTime: notice.at }, new Date(notice.at).toLocaleDateString(locale))
    const item = element('details', {}, element('summary', {}, fresh, notice.subject, at), bodyOf(notice, page))
    item.addEventListener('toggle', () => {
      if (!item.open || !fresh.textContent) return
      fresh.textContent = ''
      page.react(notice.id, 'read')
    })
    return element('li', {}, item)
  })
  const list = items.length > 0 ? element('ul', {}, ...items) : element('p', {}, words.none)
  const box = element('div', { className: 'm' }, list)
  box.setAttribute('role', 'region')
  box.setAttribute('aria-label', words.notices)
  rootIn(place).replaceChildren(box)
  return true
}
