import { href, paths } from '../../../paths.ts'
import type { About } from '../about.ts'

/** The page of an account or contact. */
export function memberHref(about: About, id: number): string {
  return href(about === 'account' ? paths.account : paths.contact, { id })
}
