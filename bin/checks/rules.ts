import { floors } from '../../app/floors.ts'
import { budgetsCheck } from './budgets.ts'
import { documentedCheck } from './documented.ts'
import { exportsCheck } from './exports.ts'
import { hygieneCheck } from './hygiene.ts'
import { importsCheck } from './imports.ts'
import { localesCheck, textKeysCheck } from './locales.ts'
import { permissionsCheck } from './permissions.ts'
import type { Check } from './project.ts'
import { clockCheck, environmentCheck } from './surroundings.ts'
import { tablesCheck } from './tables.ts'
import { typescriptCheck } from './typescript.ts'
import { urlsCheck } from './urls.ts'
import { markupCheck, viewsCheck } from './views.ts'
import { wordsCheck } from './words.ts'

/** Every rule that is checked by reading the code. */
export const checks: readonly Check[] = [
  importsCheck(floors),
  tablesCheck,
  environmentCheck,
  clockCheck,
  permissionsCheck,
  exportsCheck,
  urlsCheck,
  viewsCheck,
  markupCheck,
  typescriptCheck,
  wordsCheck,
  localesCheck,
  textKeysCheck,
  budgetsCheck,
  documentedCheck,
  hygieneCheck,
]
