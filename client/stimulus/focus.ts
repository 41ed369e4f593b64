/**
 * Turbo gives the focus back to whatever had it when an answer arrived, which is drawn a moment later. Who has gone on to
 * another field meanwhile stays there, also where that is shown anew: what has no id is not found to be given the focus. Ids are
 * back before the next event.
 */
export function leaveFocus(event: Event): void {
  const { detail } = event as CustomEvent<{ render: (stream: Element) => Promise<void> | void }>
  const { render } = detail
  const before = document.activeElement
  detail.render = async stream => {
    const now = document.activeElement
    const moved = now !== before && now !== document.body
    if (moved && before?.id) hideId(before)
    await render(stream)
    if (moved && now?.id && !now.isConnected) document.getElementById(now.id)?.focus()
  }
}

function hideId(element: Element): void {
  const { id } = element
  element.id = ''
  setTimeout(() => {
    element.id = id
  })
}
