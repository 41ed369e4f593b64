import { only } from '../../web/access.ts'

/** Who works with customers day by day and may change what is known of them. */
export const carers = only('operator', 'csm', 'manager')

/** Who may erase for good. */
export const erasers = only('manager', 'legal')
