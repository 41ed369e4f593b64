import type { RequestContext } from '../../../../web/routes.ts'
import { type Preview, previewOf } from '../preview.ts'
import { type ImportRow, knowsAccounts, listProblems } from '../queries.ts'

/** What the page of an import shows beside its row. */
export interface ImportContent {
  readonly preview: Preview | undefined
  readonly problems: Awaited<ReturnType<typeof listProblems>>
  /** Whether the list of accounts can show those that it was about. */
  readonly knowsAccounts: boolean
}

const shownProblems = 100

/** Reads what the page shows at this point of the import. */
export async function contentOf(c: RequestContext, row: ImportRow): Promise<ImportContent> {
  const { db } = c.var.services
  const { id, subject, plan, profile, status } = row
  const planned = (status === 'checking' || status === 'ready') && plan && profile
  return {
    preview: planned ? await previewOf(db, c.var.view.format, { id, subject, plan, profile }) : undefined,
    problems: status === 'done' || status === 'ready' ? await listProblems(db, id, { limit: shownProblems }) : [],
    knowsAccounts: status === 'done' && (await knowsAccounts(db, id)),
  }
}
