import { sql } from 'kysely'
import { addComment } from '../../app/modules/tasks/together/comment.ts'
import { href, paths } from '../../app/paths.ts'
import { transact } from '../../app/platform/db.ts'
import { cast, type Stage } from '../cast.ts'
import { putPlay, taskStep, workPlays } from '../support/plays.ts'
import { putSegment } from '../support/touch.ts'

/** Sends a form as the owner of the world; throws unless it was taken. */
export type Make = (path: string, fields: Readonly<Record<string, string | readonly string[]>>) => Promise<void>

const wait = { id: 's2', kind: 'wait', for: { amount: 4, unit: 'weeks' } } as const

/**
 * Play 1 is published, has enrollment 1 under way and enrollment 2 with a trial, and its draft was changed twice and
 * one change undone; play 2 is paused, play 3 about contacts. One hypothesis with evidence, and three touch models.
 */
export async function furnishPlays(stage: Stage, accountIds: readonly number[], made: Make): Promise<void> {
  const { services } = stage
  const { db } = services
  const id = await putPlay(services, { steps: [taskStep('s1'), wait] })
  await putPlay(services, { steps: [wait] }, { name: '止めたプレイ' })
  await putPlay(services, { steps: [wait] }, { name: '担当者へ', about: 'contact' })
  await made(href(paths.playPause, { id: 2 }), {})
  await made(href(paths.playStart, { id }), { 'ids[]': accountIds.slice(0, 2).map(String) })
  await workPlays(services)
  const { rows } = await sql<{ id: number }>`select id from tasks.task where source = 'play' order by id`.execute(db)
  await made(href(paths.taskAlternative, { id: rows.at(-1)?.id ?? 0 }), { note: '会いに行った' })
  await made(href(paths.playDraft, { id }), { part: 'add-top', revision: '1', do: 'add:wait' })
  await made(href(paths.playDraft, { id }), {
    part: 'step-s3',
    revision: '2',
    'f.for': '3',
    'f.for.unit': 'days',
    do: 'copy',
  })
  await made(href(paths.playUndo, { id }), {})
  await made(paths.hypotheses, { statement: '静かな顧客は解約しやすい' })
  await made(href(paths.hypothesisEvidence, { id: 1 }), { stands: 'for', note: '三社が黙ったまま解約した' })
  await made(href(paths.hypothesisPlays, { id: 1 }), { playId: '2' })
  const mix = { high: '100', low: '0', tech: '0', community: '0', minutes: '30' }
  const other = await putSegment(db, '別の区分', accountIds.slice(0, 1))
  for (const segment of ['1', String(other)]) await made(paths.touchModels, { ...mix, name: `型${segment}`, segment })
}

/** Task 1 has somebody who helps, and words of two people that call one another; the order of the day was changed by hand. */
export async function furnishTogether({ services }: Stage, made: Make): Promise<void> {
  await made(href(paths.taskCollaborators, { id: 1 }), { staffId: cast.csm.id })
  await made(href(paths.taskComments, { id: 1 }), { body: `@${cast.csm.name} お願いします` })
  const csm = { kind: 'staff', id: cast.csm.id } as const
  await transact(services.db, tx => addComment(tx, csm, 1, `@${cast.admin.name} 見てください`))
  await made(href(paths.taskPlace, { id: 1 }), { move: 'down' })
}

/** Pages that have their forms only when something is asked for. */
export const morePages = [
  '/plays/new?template=',
  '/plays/1/edit?open=details',
  '/plays/1/edit?open=step-s1',
  '/plays/2',
  '/accounts/2/plays',
  '/hypotheses/1/evidence?account=1',
  '/touch/models/2',
]
