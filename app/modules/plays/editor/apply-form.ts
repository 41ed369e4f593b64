import { transact } from '../../../platform/db.ts'
import type { Locale } from '../../../web/i18n.ts'
import type { Services } from '../../../web/services.ts'
import type { Actor } from '../../activity/index.ts'
import type { Definition } from '../definition/definition.ts'
import { withConditions } from './conditions.ts'
import {
  finishedIn,
  openConditions,
  openProperties,
  type PlayDesk,
  playDesk,
  type Typed,
  withProperties,
} from './desk.ts'
import { changeDraft, highestId } from './draft.ts'
import { type Part, partText } from './part.ts'
import { readFields } from './read-fields.ts'
import type { EditedPlay } from './sheet.ts'
import { type Commanded, logged, obey } from './step-commands.ts'
import { idsAfter } from './steps.ts'

/** What came from the form of a part. */
export interface FormChange {
  readonly part: Part
  /** Of the draft that the form was made from. */
  readonly revision: number
  readonly typed: Typed
}

/**
 * Saves what was typed into the form of a part, and does what its button says. Throws ChangedMeanwhile when somebody else
 * changed the same part since, NotFound, and Conflict when the play is archived.
 */
export async function applyForm(
  services: Services,
  actor: Actor,
  locale: Locale,
  play: EditedPlay,
  { part, revision, typed }: FormChange,
): Promise<{ readonly commanded: Commanded | undefined }> {
  const desk = await playDesk(services, locale, play, { part, typed })
  return transact(services.db, async tx => {
    const { definition, revision: seen } = await changeDraft(
      tx,
      actor,
      { playId: play.id, revision, part: partText(part), what: 'changed' },
      before => withTyped(services, desk, { about: play.about, definition: before }, { part, typed }),
    )
    const nextId = idsAfter(definition, await highestId(tx, play.id))
    const commanded = obey(definition, part, typed.command, {
      offers: services.offers,
      nextId,
      t: services.words(locale),
    })
    if (!commanded) return { commanded }
    const change = { playId: play.id, revision: seen, part: logged(part, commanded), what: commanded.what }
    await changeDraft(tx, actor, change, () => commanded.definition)
    return { commanded }
  })
}

/** The play with what was typed into the form of a part, as far as it is finished. */
export function withTyped(
  { offers }: Pick<Services, 'offers'>,
  desk: PlayDesk,
  play: Pick<EditedPlay, 'about' | 'definition'>,
  { part, typed }: Pick<FormChange, 'part' | 'typed'>,
): Definition {
  const conditions = finishedIn(openConditions(play, part, desk, typed))
  const filled = withConditions(readFields(play.definition, part, typed.values, offers), part, conditions)
  return part.kind === 'trigger' ? withProperties(filled, openProperties(filled, typed)) : filled
}
