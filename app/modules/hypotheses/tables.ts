import type { Generated, GeneratedAlways } from 'kysely'

/** Being looked into, borne out, disproved, and stood on in daily work. */
export const states = ['open', 'supported', 'refuted', 'in_use'] as const
export type State = (typeof states)[number]

export const stances = ['for', 'against'] as const
export type Stance = (typeof stances)[number]

/** Something that was seen or heard, or a figure. */
export const evidenceKinds = ['note', 'figure'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

interface HypothesisTable {
  id: GeneratedAlways<number>
  statement: string
  reason: string | null
  segment_id: number | null
  about: string | null
  state: Generated<State>
  created_by: string | null
  created_at: Date
  version: Generated<number>
  sample: Generated<boolean>
}

interface JudgementTable {
  id: GeneratedAlways<number>
  hypothesis_id: number
  state: State
  note: string | null
  staff_id: string | null
  at: Date
}

interface EvidenceTable {
  id: GeneratedAlways<number>
  hypothesis_id: number
  stands: Stance
  kind: EvidenceKind
  note: string
  account_id: number | null
  contact_id: number | null
  figure: string | null
  source: string | null
  url: string | null
  staff_id: string | null
  at: Date
  withdrawn_at: Date | null
  withdrawn_by: string | null
  sample: Generated<boolean>
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'hypotheses.hypothesis': HypothesisTable
    'hypotheses.judgement': JudgementTable
    'hypotheses.evidence': EvidenceTable
    'hypotheses.play_link': { hypothesis_id: number; play_id: number; staff_id: string | null; at: Date }
  }
}
