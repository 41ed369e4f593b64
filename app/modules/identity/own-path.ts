/**
 * The path to go on to after signing in, or undefined when it leads anywhere but to our own pages. Browsers read `//x`,
 * `/\x` and paths with control characters as other hosts, so what counts is what the URL parser makes of it.
 */
export function ownPath(text: string | undefined, baseUrl: string): string | undefined {
  if (!text?.startsWith('/') || text.length > 2000) return undefined
  const url = URL.parse(text, baseUrl)
  if (!url || url.origin !== new URL(baseUrl).origin) return undefined
  const path = url.pathname + url.search
  return path.startsWith('//') ? undefined : path
}
