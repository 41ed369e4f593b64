import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { evaluators, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { rule, type Verdict } from '../estimates/comparison.ts'
import { addMoments, type Moments, noMoments } from '../estimates/moments.ts'
import { peopleAndStaying } from '../plays/association.ts'
import { companyOutcome, companyQuestion } from '../plays/company.ts'
import { type Outcome, questionOf, readOutcome } from '../plays/outcome.ts'
import {
  companySums,
  costOfPlay,
  courseOfPlay,
  findPlay,
  type PlaySum,
  segmentNames,
  sumsOfPlay,
} from '../plays/queries.ts'
import { playReport } from '../plays/report.ts'
import { isKept, keepPlay, playLines } from '../plays/result.ts'
import { timingOfTouches } from '../plays/timing.ts'
import { readTogether } from '../plays/together.ts'
import { type Report, reportOn, verdictTogether } from '../report/report.ts'
import { companyOutcomes } from '../tables.ts'
import { outcomeWords } from '../views/outcome-words.ts'
import { PlayEffectPage, type PlayPageProps } from '../views/play-page.tsx'
import type { SegmentLine } from '../views/segments.tsx'
import { TogetherPage } from '../views/together.tsx'

/** What came of plays, one by one and together. */
export const playEffectRoutes = new Routes()
  .get(paths.effectsTogether, staff, async c => {
    const { db, offers } = c.var.services
    const reports = companyOutcomes.map(async name => {
      const outcome = companyOutcome[name]
      const sums = await companySums(db, name, outcome.days)
      const asked = { question: companyQuestion[name], control: 'company', shares: new Map<string, number>() }
      return { name, words: outcomeWords(c.var.view, offers, outcome), report: reportOn(sums, asked) }
    })
    const [association, timing] = await Promise.all([peopleAndStaying(db), timingOfTouches(db)])
    return page(c, <TogetherPage reports={await Promise.all(reports)} {...{ association, timing }} />)
  })
  .get(paths.playEffect, staff, async c => page(c, <PlayEffectPage {...(await contentOf(c))} />))
  .post(paths.playEffectKeeping, evaluators, async c => {
    const { db } = c.var.services
    const play = await findPlay(db, idParam(c))
    await transact(db, tx => keepPlay(tx, actorOf(c), play))
    flash(c, 'good', 'effects:play.keptNow')
    return c.redirect(href(paths.playEffect, { id: play.id }), 303)
  })

async function contentOf(c: RequestContext): Promise<PlayPageProps> {
  const { db, offers } = c.var.services
  const play = await findPlay(db, idParam(c))
  const outcome = readOutcome(play.outcome)
  const [sums, cost, course, kept] = await Promise.all([
    outcome ? sumsOfPlay(db, play.id, outcome.days) : [],
    costOfPlay(db, play.id),
    courseOfPlay(db, play.id),
    isKept(db, play.id),
  ])
  const all = sums.filter(({ segmentId }) => segmentId === null)
  const missing = all.reduce((sum, one) => sum + one.missing, 0)
  const seen = all.reduce((sum, one) => sum + one.n, 0) + missing
  const together = readTogether(await playLines(db)).find(({ id }) => id === play.id)?.together
  const report = outcome && besideOthers(playReport(outcome, all, play.holdout), together)
  return {
    play,
    outcome: outcome && { words: outcomeWords(c.var.view, offers, outcome), days: outcome.days },
    report,
    segments: outcome ? await segmentLines(c, outcome, sums) : [],
    cost,
    waiting: cost.treated + cost.heldOut + cost.company - seen,
    missing,
    problem: course?.problem === 'measure_gone' || course?.problem === 'only_present' ? course.problem : undefined,
    kept,
  }
}

/** What is convincing only by itself is not yet known, as lists say, too. */
function besideOthers(report: Report, together: Verdict | undefined): Report {
  if (together !== 'unknown') return report
  return { ...report, compared: report.compared.map(one => ({ ...one, verdict: verdictTogether(one.verdict, 1) })) }
}

/** The largest segments of those who entered. */
async function segmentLines(c: RequestContext, outcome: Outcome, sums: readonly PlaySum[]): Promise<SegmentLine[]> {
  const bySegment = Map.groupBy(
    sums.filter(({ segmentId, arm }) => segmentId !== null && arm !== 'company'),
    ({ segmentId }) => segmentId ?? 0,
  )
  const names = await segmentNames(c.var.services.db, [...bySegment.keys()])
  const question = questionOf(outcome)
  const lines = [...bySegment].map(([id, theirs]) => {
    const [treated, heldOut] = [total(theirs, 'treated'), total(theirs, 'held_out')]
    const ruling = rule(treated, heldOut, question)
    return { id, name: names.get(id) ?? '', treated: treated.n, heldOut: heldOut.n, ruling }
  })
  return lines.sort((a, b) => b.treated + b.heldOut - a.treated - a.heldOut).slice(0, mostSegments)
}

const mostSegments = 10

function total(sums: readonly PlaySum[], arm: PlaySum['arm']): Moments {
  return sums.filter(sum => sum.arm === arm).reduce(addMoments, noMoments)
}
