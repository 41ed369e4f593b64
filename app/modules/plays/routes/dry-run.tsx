import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import { Invalid } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import { idParam, queryText } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { recordExport } from '../../identity/index.ts'
import type { Action } from '../definition/definition.ts'
import { firstRecipient, previewStep } from '../editor/preview.ts'
import {
  type DryRow,
  type DryRun,
  dryOutcomes,
  dryRun,
  matching,
  type NamedRow,
  withNames,
} from '../running/dry-run.ts'
import { loadPlay, type ShownPlay } from '../running/shown-play.ts'
import { tellingOf } from '../running/telling.ts'
import { DryRunPage } from '../views/running/dry-run-page.tsx'
import { dryWhy } from '../views/running/dry-run-words.ts'

const shown = 50
const asked = z.object({
  of: z.enum(['draft', 'version']).optional().catch(undefined),
  outcome: z.enum(dryOutcomes).optional().catch(undefined),
  why: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional()
    .catch(undefined),
})

/** Whom a play would reach now, and whom not and why. Nothing is sent and nothing is written. */
export const dryRunRoutes = new Routes()
  .get(paths.playDryRun, staff, async c => {
    const { db, offers } = c.var.services
    const { play, of, run, definition } = await runOf(c)
    const { outcome, why } = asked.parse(c.req.query())
    const text = queryText(c, 'q')?.slice(0, 100)
    const chosen = run ? await narrowed(c, run, text) : []
    const query = { of, outcome, why, q: text }
    const file = href(paths.playDryRunExport, { id: play.id }, query)
    const rows = await withNames(db, chosen.slice(0, shown))
    const telling = await tellingOf(c.var.services, { ...play, told: definition })
    const looks = run?.message && (await messageFor(c, run.message, chosen.find(isReached) ?? chosen[0]))
    const props = { play, tabs: offers.playTabs, telling, of, run, filter: { outcome, why, text }, file, looks }
    return page(c, <DryRunPage {...props} rows={rows} total={chosen.length} />)
  })
  .get(paths.playDryRunExport, staff, async c => {
    const { services, view } = c.var
    const { play, run } = await runOf(c)
    const chosen = run ? await narrowed(c, run, queryText(c, 'q')?.slice(0, 100)) : []
    await recordExport(c, 'plays.dry_run_exported', { name: play.name, rows: chosen.length })
    let at = 0
    const lines = csvList<NamedRow>(view, {
      headings: (['account', 'contact', 'outcome', 'why', 'until'] as const).map(name =>
        view.t(`plays:running.file.${name}`),
      ),
      page: async (_, limit) => {
        const rows = await withNames(services.db, chosen.slice(at, at + limit))
        at += rows.length
        return rows
      },
      cells: row => [
        row.account,
        row.contact ?? '',
        view.t(`plays:running.dryRun.outcome.${row.outcome}`),
        dryWhy(view, row),
        row.until?.toISOString() ?? '',
      ],
      isSample: row => row.sample,
    })
    return csvFile(c, `play-${play.id}-dry-run-${today(view.timeZone)}.csv`, lines)
  })

const isReached = ({ outcome }: DryRow) => outcome === 'reached' || outcome === 'waits'

/** The message as the first one of the list would get it who would be reached, else the first one at all. */
async function messageFor(c: RequestContext, message: Action, row: DryRow | undefined) {
  if (!row) return undefined
  const { services } = c.var
  const contactId = await firstRecipient(services.db, message, row)
  const [named] = await withNames(services.db, [{ ...row, contactId }])
  const shown = await previewStep(services, message, { accountId: row.accountId, contactId })
  return named && shown?.message && { account: named.account, contact: named.contact, message: shown.message }
}

interface Ran {
  readonly play: ShownPlay
  readonly of: 'draft' | 'version'
  readonly definition: ShownPlay['draft']
  /** Undefined when there is nothing to judge yet. */
  readonly run: DryRun | undefined
}

/** Runs what is asked for: the published version, or the draft, which it is as long as it is another. */
async function runOf(c: RequestContext): Promise<Ran> {
  const { services } = c.var
  const play = await loadPlay(services.db, idParam(c))
  const usual = play.draftDiffers ? 'draft' : 'version'
  const of = play.version ? (asked.parse(c.req.query()).of ?? usual) : 'draft'
  const definition = of === 'draft' ? play.draft : play.version?.definition
  try {
    return { play, of, definition, run: definition && (await dryRun(services, play, definition)) }
  } catch (error) {
    // A draft may ask for what is not there (any more); the editor says where.
    if (!(error instanceof Invalid)) throw error
    return { play, of, definition, run: undefined }
  }
}

/** Those who would be reached first. */
async function narrowed(c: RequestContext, { rows }: DryRun, text: string | undefined): Promise<readonly DryRow[]> {
  const { outcome, why } = asked.parse(c.req.query())
  const chosen = rows.filter(
    row => (outcome === undefined || row.outcome === outcome) && (why === undefined || row.why === why),
  )
  const sorted = chosen.toSorted((a, b) => dryOutcomes.indexOf(a.outcome) - dryOutcomes.indexOf(b.outcome))
  return text ? matching(c.var.services.db, sorted, text) : sorted
}
