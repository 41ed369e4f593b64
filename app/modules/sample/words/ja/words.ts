import { evidence, hypotheses } from './hypotheses.ts'
import { plays } from './plays.ts'
import { feelings, notes } from './talks.ts'
import { comments, renewals, repeated, tasks } from './tasks.ts'
import { models, overrides, people, segments } from './team.ts'
import { world } from './world.ts'

/** The sample company in Japanese. */
export const ja = {
  world,
  people,
  segments,
  models,
  overrides,
  tasks,
  comments,
  repeated,
  renewals,
  feelings,
  notes,
  hypotheses,
  evidence,
  plays,
}
