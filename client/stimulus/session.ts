interface FetchResponse {
  readonly statusCode: number
  readonly redirected: boolean
  readonly location: URL
}

/** In a second tab after signing out, an answer leads to sign-in: go there as a whole page, not inside a frame. */
export function leaveWhenSignedOut(event: Event): void {
  const signIn = document.querySelector<HTMLMetaElement>('meta[name="banso-sign-in"]')?.content
  if (signIn === undefined || location.pathname === signIn) return
  const { fetchResponse } = (event as CustomEvent<{ fetchResponse: FetchResponse }>).detail
  const sent = fetchResponse.redirected && fetchResponse.location.pathname === signIn
  if (fetchResponse.statusCode !== 401 && !sent) return
  event.preventDefault()
  location.assign(sent ? fetchResponse.location.href : signIn)
}
