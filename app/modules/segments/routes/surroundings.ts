import { NotFound } from '../../../platform/errors.ts'
import { only } from '../../../web/access.ts'
import type { Services } from '../../../web/services.ts'
import type { Surroundings } from '../conditions/facts.ts'
import { surroundingsNow } from '../evaluation/definitions.ts'

/** Who makes and changes segments; everybody sees them. */
export const editors = only('operator', 'csm', 'manager', 'product')

/** What conditions are read with now. */
export async function surroundingsOf({ db, offers }: Services): Promise<Surroundings> {
  const surroundings = await surroundingsNow(db, offers)
  if (!surroundings) throw new NotFound('no company yet')
  return surroundings
}
