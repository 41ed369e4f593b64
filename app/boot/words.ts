import { Unable } from '../platform/errors.ts'
import { type Catalogues, createWords, type Locale, type TextKey } from '../web/i18n.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }

declare module '../web/i18n.ts' {
  interface TextCatalogues {
    boot: typeof ja
  }
}

const catalogues: Catalogues = { ja, en }

/** The few plain lines a process says on the terminal. */
export interface Speaker {
  /** What is going on, on standard output. */
  say(key: TextKey, values?: Readonly<Record<string, string | number>>): void
  /** Why it cannot go on, in one line on standard error. */
  complain(error: unknown): void
}

/** Speaks the language of the terminal. */
export function speakerIn(locale: Locale): Speaker {
  const words = createWords({ boot: catalogues })(locale)
  return {
    say: (key, values = {}) => void process.stdout.write(`${words(key, values)}\n`),
    complain: error => {
      const { key, detail } = reasonOf(error)
      process.stderr.write(`${words(`boot:unable.${key}`, { detail })}\n`)
    },
  }
}

type Reason = keyof typeof ja.unable

/** An Unable says `reason:detail`; without a known reason it is about the settings. */
function reasonOf(error: unknown): { key: Reason; detail: string } {
  if (isDiskFull(error)) return { key: 'disk_full', detail: firstLine(error) }
  if (!(error instanceof Unable)) return { key: 'unexpected', detail: firstLine(error) }
  const [key = '', ...detail] = error.message.split(':')
  return key in ja.unable
    ? { key: key as Reason, detail: detail.join(':') }
    : { key: 'settings', detail: error.message }
}

const diskFullCodes = ['ENOSPC', '53100']

/** As the system says it, or PostgreSQL. */
function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && diskFullCodes.includes(String(error.code))
}

function firstLine(error: unknown): string {
  return String(error).split('\n')[0] ?? ''
}
