import { only } from '../../web/access.ts'

/** Who makes, changes and publishes plays; everybody sees them. */
export const playMakers = only('csm', 'manager')
