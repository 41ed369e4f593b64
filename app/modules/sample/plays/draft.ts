import type { Tx } from '../../../platform/db.ts'
import type { Actor } from '../../activity/index.ts'
import { createPlay, silence } from '../../plays/index.ts'
import type { Settled } from '../feelings.ts'

/** The silence play as its template has it, not published yet: it starts with the sample's segment of those who went quiet. */
export async function draftSilence(
  tx: Tx,
  actor: Actor,
  segmentId: number | undefined,
  { people: { first, second }, words: { locale } }: Settled,
): Promise<void> {
  const { name, description } = silence.texts[locale]
  await createPlay(tx, actor, {
    ...{ name, description, about: silence.about, template: silence.key, sample: true },
    ownerId: second ?? first,
    definition: silence.definition(locale, segmentId),
  })
}
