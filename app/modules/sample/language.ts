import type { Db } from '../../platform/db.ts'
import { companySettings, localeOf } from '../identity/index.ts'
import { type SampleWords, wordsIn } from './words/words.ts'

/** The words for whoever loads the sample: in the language they read; when nobody asked for it, in the company's. */
export async function wordsFor(db: Db, loaderId: string | null): Promise<SampleWords> {
  const own = loaderId === null ? undefined : await localeOf(db, loaderId)
  return wordsIn(own ?? (await companySettings(db)).locale)
}
