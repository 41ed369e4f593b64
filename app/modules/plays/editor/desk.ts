import type { FormValues } from '../../../web/forms.ts'
import type { Locale } from '../../../web/i18n.ts'
import type { Services } from '../../../web/services.ts'
import {
  applyPropertyStep,
  eventNames,
  type PropertyDraft,
  type PropertyProblem,
  propertyConditionShape,
  propertyDraft,
  propertyDraftOf,
  propertyKeys,
  settleProperties,
} from '../../events/index.ts'
import { type KnownPlaceholders, knownPlaceholders } from '../../messages/index.ts'
import {
  applyConditionStep,
  conditionDesk,
  conditionDraft,
  conditionDraftOf,
  type Desk,
  type Draft,
  type Group,
  type Settled,
  settleCondition,
} from '../../segments/index.ts'
import type { Definition } from '../definition/definition.ts'
import { slotsOf } from './conditions.ts'
import type { Part } from './part.ts'
import type { EditedPlay } from './sheet.ts'

/** What lies ready for editing one part of a play. */
export interface PlayDesk {
  /** For conditions; also segments and people to choose from. */
  readonly conditions: Desk
  readonly placeholders: KnownPlaceholders
  /** Names of events that were seen. */
  readonly events: readonly string[]
  /** Names of properties that the event of the trigger has. */
  readonly properties: readonly string[]
}

/** A condition of the open part, as it stands in the form. */
export interface OpenCondition {
  readonly prefix: string
  readonly settled: Settled
  /** A button of it was pressed. */
  readonly stepped: boolean
  readonly added: string | undefined
}

/** The conditions on properties of an event, as they stand in the form. */
export interface OpenProperties {
  readonly draft: PropertyDraft
  readonly problems: ReadonlyMap<string, PropertyProblem>
  readonly stepped: boolean
  readonly added: string | undefined
}

/** With what the fields of the properties of an event begin. */
export const propertyPrefix = 'p.'

/** What was typed into the form of a part, and the button that was pressed. */
export interface Typed {
  readonly values: FormValues
  readonly command: string
}

/** Everything to choose from in this part. */
export async function playDesk(
  services: Services,
  locale: Locale,
  { about, definition }: Pick<EditedPlay, 'about' | 'definition'>,
  { part, typed }: { readonly part: Part | undefined; readonly typed?: Typed | undefined },
): Promise<PlayDesk> {
  const { db } = services
  const edited = part ? slotsOf(definition, about, part).flatMap(slot => [slot, draftIn(slot, typed)]) : []
  const event = eventOf(definition)
  const isTrigger = part?.kind === 'trigger'
  const [conditions, placeholders, events, properties] = await Promise.all([
    conditionDesk(
      services,
      locale,
      edited.flatMap(one => one ?? []),
    ),
    knownPlaceholders(db),
    isTrigger || part?.kind === 'outcome' ? eventNames(db) : [],
    isTrigger && event ? propertyKeys(db, event) : [],
  ])
  return { conditions, placeholders, events, properties }
}

function eventOf({ trigger }: Definition): string | undefined {
  return trigger?.kind === 'event' ? String(trigger.settings.event ?? '') : undefined
}

function draftIn({ prefix, about }: ReturnType<typeof slotsOf>[number], typed: Typed | undefined): Draft | undefined {
  return typed && conditionDraft(typed.values, prefix, about)
}

/** The conditions of a part: as they were typed, else as they are kept. */
export function openConditions(
  { about, definition }: Pick<EditedPlay, 'about' | 'definition'>,
  part: Part,
  { conditions: desk }: PlayDesk,
  typed?: Typed,
): readonly OpenCondition[] {
  return slotsOf(definition, about, part).map(slot => {
    const { prefix } = slot
    if (!typed)
      return { prefix, settled: settleCondition(conditionDraftOf(slot, desk), desk), stepped: false, added: undefined }
    const { draft, ...step } = applyConditionStep(conditionDraft(typed.values, prefix, about), typed.command, prefix)
    return { prefix, settled: settleCondition(draft, desk), ...step }
  })
}

/** The conditions that are finished, by prefix. */
export function finishedIn(open: readonly OpenCondition[]): ReadonlyMap<string, Group | undefined> {
  return new Map(open.map(({ prefix, settled }) => [prefix, settled.condition]))
}

/** The conditions on properties of the trigger: as they were typed, else as they are kept. */
export function openProperties({ trigger }: Definition, typed?: Typed): OpenProperties {
  if (!typed) {
    const kept = (trigger?.properties ?? []).flatMap(one => propertyConditionShape.safeParse(one).data ?? [])
    return { draft: propertyDraftOf(kept), problems: new Map(), stepped: false, added: undefined }
  }
  const stepped = applyPropertyStep(propertyDraft(typed.values, propertyPrefix), typed.command, propertyPrefix)
  return { ...stepped, problems: settleProperties(stepped.draft).problems }
}

/** The play with the properties as they stand in the form, where they can be asked for. */
export function withProperties(definition: Definition, { draft }: OpenProperties): Definition {
  const { trigger } = definition
  if (trigger?.kind !== 'event') return definition
  return { ...definition, trigger: { ...trigger, properties: [...settleProperties(draft).conditions] } }
}
