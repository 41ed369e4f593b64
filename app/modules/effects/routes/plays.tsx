import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { evaluators, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { companyHoldout } from '../../plays/index.ts'
import { rule, type Verdict } from '../estimates/comparison.ts'
import { peopleAndStaying } from '../plays/association.ts'
import { companyOutcome, companyReport, companyStrata } from '../plays/company.ts'
import { metInPlay } from '../plays/met.ts'
import { type Outcome, questionOf, readOutcome } from '../plays/outcome.ts'
import { outlookOf } from '../plays/outlook.ts'
import {
  costOfPlay,
  courseOfPlay,
  findPlay,
  type PlayOfEffect,
  type PlaySum,
  type PlaySums,
  segmentNames,
  sumsOfPlay,
} from '../plays/queries.ts'
import { playReport } from '../plays/report.ts'
import { isKept, keepPlay, playLines } from '../plays/result.ts'
import { timingOfTouches } from '../plays/timing.ts'
import { readTogether } from '../plays/together.ts'
import { variantsOfPlay } from '../plays/variants.ts'
import { type Report, strataOf, verdictTogether } from '../report/report.ts'
import { companyOutcomes } from '../tables.ts'
import { outcomeWords } from '../views/outcome-words.ts'
import { PlayEffectPage, type PlayPageProps } from '../views/play-page.tsx'
import type { SegmentLine } from '../views/segments.tsx'
import { TogetherPage } from '../views/together.tsx'

/** What came of plays, one by one and together. */
export const playEffectRoutes = new Routes()
  .get(paths.effectsTogether, staff, async c => {
    const { db, offers } = c.var.services
    const strata = await companyStrata(db)
    const reports = companyOutcomes.map(async name => {
      const outcome = companyOutcome[name]
      const report = await companyReport(db, name, strata)
      return { name, words: outcomeWords(c.var.view, offers, outcome), days: outcome.days, report }
    })
    const [association, timing] = await Promise.all([peopleAndStaying(db), timingOfTouches(db)])
    const { holdout: share } = await transact(db, companyHoldout)
    return page(c, <TogetherPage reports={await Promise.all(reports)} {...{ association, timing, share }} />)
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
  const [sums, variants, cost, met, course, kept] = await Promise.all([
    outcome ? sumsOfPlay(db, play.id, outcome.days) : nothingSeen,
    outcome ? variantsOfPlay(db, play, outcome) : [],
    costOfPlay(db, play.id),
    metInPlay(db, play.id),
    courseOfPlay(db, play.id),
    isKept(db, play.id),
  ])
  const missing = sums.all.reduce((sum, one) => sum + one.missing, 0)
  const seen = sums.all.reduce((sum, one) => sum + one.n, 0) + missing
  const together = readTogether(await playLines(db)).find(({ id }) => id === play.id)?.together
  const report = outcome && besideOthers(playReport(outcome, sums), together)
  const outlook = outcome && report && (await outlookFor(c, play, { outcome, report, missing: missingIn(sums) }))
  return {
    play,
    outcome: outcome && { words: outcomeWords(c.var.view, offers, outcome), days: outcome.days },
    report,
    segments: outcome ? await segmentLines(c, outcome, sums.bySegment) : [],
    variants,
    cost,
    met,
    outlook,
    uncompared: uncomparedIn(sums),
    waiting: cost.treated + cost.heldOut + cost.company - seen,
    missing,
    problem: course?.problem ?? null,
    kept,
  }
}

function outlookFor(c: RequestContext, play: PlayOfEffect, seen: Parameters<typeof outlookOf>[2]) {
  const { timeZone } = c.var.view
  return outlookOf(c.var.services.db, play, seen, { day: today(timeZone).toString(), timeZone })
}

/** What is convincing only by itself is not yet known, as lists say, too. */
function besideOthers(report: Report, together: Verdict | undefined): Report {
  if (together !== 'unknown') return report
  return { ...report, compared: report.compared.map(one => ({ ...one, verdict: verdictTogether(one.verdict, 1) })) }
}

/** The largest segments of those who entered. */
async function segmentLines(c: RequestContext, outcome: Outcome, sums: readonly PlaySum[]): Promise<SegmentLine[]> {
  const compared = sums.filter(({ arm }) => arm !== 'company')
  const bySegment = Map.groupBy(compared, ({ segmentId }) => segmentId ?? 0)
  const names = await segmentNames(c.var.services.db, [...bySegment.keys()])
  const question = questionOf(outcome)
  const lines = [...bySegment].map(([id, theirs]) => {
    const ruling = rule(strataOf(theirs, 'treated', 'held_out'), question)
    return { id, name: names.get(id) ?? '', ...countOf(theirs), ruling }
  })
  return lines.sort((a, b) => b.treated + b.heldOut - a.treated - a.heldOut).slice(0, mostSegments)
}

const mostSegments = 10
const nothingSeen: PlaySums = { all: [], bySegment: [], shares: [] }

/** Treated while nobody was held out, before or after somebody was. */
function uncomparedIn({ all, shares }: PlaySums): number {
  if (shares.every(({ size }) => size === 0)) return 0
  return countOf(all.filter(({ stratum }) => shares[stratum]?.size === 0)).treated
}

/** Of whom nothing is known though their window is over, among those who are compared. */
function missingIn({ all }: PlaySums): number {
  return all.reduce((sum, { arm, missing }) => sum + (arm === 'company' ? 0 : missing), 0)
}

function countOf(sums: readonly PlaySum[]): { readonly treated: number; readonly heldOut: number } {
  const of = (arm: PlaySum['arm']) => sums.reduce((count, sum) => count + (sum.arm === arm ? sum.n : 0), 0)
  return { treated: of('treated'), heldOut: of('held_out') }
}
