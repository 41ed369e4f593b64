import type { Definition } from '../definition/definition.ts'
import { champion } from './champion.ts'
import { equallyUrgent } from './equally-urgent.ts'
import { expansion } from './expansion.ts'
import { onboarding } from './onboarding.ts'
import { renewal } from './renewal.ts'
import { silence } from './silence.ts'
import { survey } from './survey.ts'
import type { PlayTemplate } from './template.ts'

/** What there is to begin with, in the order in which it is offered. */
export const templates: readonly PlayTemplate[] = [
  silence,
  onboarding,
  renewal,
  expansion,
  champion,
  survey,
  equallyUrgent,
]

/** A play in which nothing is decided but what most plays share. */
export const emptyPlay: Definition = {
  v: 1,
  trigger: null,
  audience: null,
  reentry: { rule: 'never' },
  steps: [],
  exits: [],
  outcome: { kind: 'subscription', state: 'retained', days: 90 },
  holdout: 0.1,
}
