import { only } from '../../web/access.ts'

/** Who may erase for good. */
export const erasers = only('manager', 'legal')
