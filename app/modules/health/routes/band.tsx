import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import { minorDigits } from '../../../platform/currency.ts'
import type { Db } from '../../../platform/db.ts'
import { staff } from '../../../web/access.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import type { View } from '../../../web/view.ts'
import { recordExport } from '../../identity/index.ts'
import { explainAccounts } from '../explain-accounts.ts'
import { accountsById, accountsInBand, type BandCursor, spreadOfScores } from '../overview/queries.ts'
import type { Band } from '../tables.ts'
import { BandPage } from '../views/band-page.tsx'
import { type BandAccount, whyInBand } from '../views/band-words.ts'

const perPage = 50
const bandQuery = z.object({
  band: z.enum(['bad', 'care', 'good', 'unknown']).catch('bad'),
  score: z.coerce.number().min(0).max(100).optional().catch(undefined),
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
})

/** The accounts of one band, to look through and to take along. */
export const bandRoutes = new Routes()
  .get(paths.healthAccounts, staff, async c => {
    const { db, offers } = c.var.services
    const { band, score, id } = bandQuery.parse(c.req.query())
    const after: BandCursor | undefined =
      id !== undefined && (band === 'unknown' || score !== undefined) ? { id, score: score ?? null } : undefined
    const [spread, found] = await Promise.all([spreadOfScores(db), accountsInBand(db, band, perPage + 1, after)])
    const shown = found.slice(0, perPage)
    const end = shown.at(-1)
    const next =
      found.length > perPage && end
        ? href(paths.healthAccounts, {}, { band, score: end.score ?? undefined, id: end.id })
        : undefined
    const accounts = await withHealth(db, shown)
    return page(c, <BandPage {...{ offers, band, spread, accounts, next }} />)
  })
  .get(paths.healthAccountsExport, staff, exportBand)

/** Answers with all accounts of a band, and what costs each most, as a CSV file. */
async function exportBand(c: RequestContext): Promise<Response> {
  const { services, view } = c.var
  const { db } = services
  const { band } = bandQuery.parse(c.req.query())
  const { bands } = await spreadOfScores(db)
  await recordExport(c, 'health.band_exported', { rows: bands[band], band })
  const lines = csvList<PlacedAccount>(view, {
    headings: headingsOf(view, band),
    page: async (after, limit) => withHealth(db, await accountsInBand(db, band, limit, after?.place)),
    cells: row => {
      const { costs, instead } = whyInBand(view, services.offers, row)
      const change = row.health?.change
      const health = [row.health?.present.score ?? '', change === undefined ? '' : Math.round(change)]
      return [
        row.name,
        row.externalId ?? '',
        ...(band === 'unknown' ? [] : health),
        costs.join('\n') || instead,
        row.monthlyAmount === null ? '' : row.monthlyAmount / 10 ** minorDigits(row.currency),
        row.monthlyAmount === null ? '' : row.currency,
      ]
    },
    isSample: row => row.sample,
  })
  return csvFile(c, `health-${band}-${today(view.timeZone)}.csv`, lines)
}

function headingsOf({ t }: View, band: Band): readonly string[] {
  return [
    t('health:list.account'),
    t('health:risk.externalId'),
    ...(band === 'unknown' ? [] : [t('health:score'), t('health:field.change')]),
    t(band === 'unknown' ? 'health:list.whyUnknown' : 'health:list.costs'),
    t('health:risk.amount'),
    t('health:risk.currency'),
  ]
}

interface PlacedAccount extends BandAccount {
  /** Where it stands in the list. */
  readonly place: BandCursor
}

async function withHealth(db: Db, places: readonly BandCursor[]): Promise<readonly PlacedAccount[]> {
  const ids = places.map(({ id }) => id)
  const [accounts, health] = await Promise.all([accountsById(db, ids), explainAccounts(db, ids)])
  return places.flatMap(place => {
    const account = accounts.get(place.id)
    return account ? [{ ...account, health: health.get(place.id), place }] : []
  })
}
