import type { PlayAbout } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import type { Definition } from '../definition/definition.ts'
import { type PlayNames, playNames } from '../describe/telling.ts'
import { definitionOf, type ShownPlay } from './shown-play.ts'

/** What telling a play takes: the names of all that it speaks of; of `told` when that is another of its versions. */
export async function tellingOf(
  services: Services,
  play: Pick<ShownPlay, 'about' | 'version' | 'draft'> & { readonly told?: Definition | undefined },
): Promise<{ readonly about: PlayAbout; readonly names: PlayNames }> {
  const definition = play.told ?? definitionOf(play)
  const plays = definition ? [{ about: play.about, definition }] : []
  return { about: play.about, names: await playNames(services, plays) }
}
