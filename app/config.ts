import { z } from 'zod'
import { Unable } from './platform/errors.ts'
import { nothingAllowed, readAllowance } from './platform/outgoing/allowance.ts'
import { canonicalTimeZone } from './platform/time-zone.ts'

const flag = z.enum(['0', '1']).transform(value => value === '1')
const timeZone = z.string().transform((name, context) => {
  const zone = canonicalTimeZone(name)
  if (zone) return zone
  context.addIssue({
    code: 'custom',
    message:
      'must be a time zone by its place, such as Asia/Tokyo, or UTC; offsets such as +09:00 or Etc/GMT-9 are not taken',
  })
  return z.NEVER
})
const allowance = z.string().transform((text, context) => {
  const read = readAllowance(text)
  if (!('wrong' in read)) return read
  context.addIssue({ code: 'custom', message: `${read.wrong} is no host name, address or range such as 10.1.0.0/16` })
  return z.NEVER
})
const filled = z.string().min(1)

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: filled.default('127.0.0.1'),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  BANSO_DATA_DIR: filled.default('data'),
  BANSO_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  BANSO_PROCESS: z.enum(['all', 'web', 'worker']).default('all'),
  BANSO_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('warn'),
  BANSO_LOCALE: z.enum(['ja', 'en']).default('ja'),
  BANSO_TIME_ZONE: timeZone.default('Asia/Tokyo'),
  BANSO_COMPANY: filled.max(200).optional(),
  BANSO_ADMIN_EMAIL: z.email().optional(),
  BANSO_ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').optional(),
  BANSO_WRITE_KEY: z
    .string()
    .regex(/^[\w-]{8,100}$/, 'must be 8 to 100 letters, digits, _ or -')
    .optional(),
  BANSO_SAMPLE: flag.default(false),
  BANSO_TRUST_PROXY: flag.default(false),
  BANSO_EVENT_MONTHS: z.coerce.number().int().min(1).max(240).optional(),
  BANSO_MAIL_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  BANSO_MAIL_FROM: filled.optional(),
  BANSO_BOUNCE_ADDRESS: z.email().optional(),
  BANSO_BOUNCE_IMAP_URL: z.url({ protocol: /^imaps?$/ }).optional(),
  BANSO_WEBHOOK_ALLOW: allowance.default(nothingAllowed),
})

/** Everything that can be set from outside, checked, with defaults filled in. */
export type Config = ReturnType<typeof readConfig>

/**
 * Reads the settings from environment variables; the only place that does.
 * Empty variables count as not set. Throws Unable with one line naming every variable that is wrong.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = environment.safeParse(given)
  if (!result.success) {
    throw new Unable(result.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; '))
  }
  const set = result.data
  if (!set.BANSO_ADMIN_EMAIL !== !set.BANSO_ADMIN_PASSWORD) {
    throw new Unable('BANSO_ADMIN_EMAIL and BANSO_ADMIN_PASSWORD must be set together')
  }
  return {
    port: set.PORT,
    host: set.HOST,
    baseUrl: set.BASE_URL === undefined ? localUrl(set.PORT) : originOf(set.BASE_URL),
    databaseUrl: set.DATABASE_URL,
    dataDir: set.BANSO_DATA_DIR,
    secret: set.BANSO_SECRET,
    process: set.BANSO_PROCESS,
    logLevel: set.BANSO_LOG,
    locale: set.BANSO_LOCALE,
    timeZone: set.BANSO_TIME_ZONE,
    company: set.BANSO_COMPANY,
    admin:
      set.BANSO_ADMIN_EMAIL && set.BANSO_ADMIN_PASSWORD
        ? { email: set.BANSO_ADMIN_EMAIL, password: set.BANSO_ADMIN_PASSWORD }
        : undefined,
    writeKey: set.BANSO_WRITE_KEY,
    sample: set.BANSO_SAMPLE,
    trustProxy: set.BANSO_TRUST_PROXY,
    eventMonths: set.BANSO_EVENT_MONTHS,
    mail: {
      url: set.BANSO_MAIL_URL,
      from: set.BANSO_MAIL_FROM,
      bounceAddress: set.BANSO_BOUNCE_ADDRESS,
      bounceMailbox: set.BANSO_BOUNCE_IMAP_URL,
    },
    webhookAllow: set.BANSO_WEBHOOK_ALLOW,
  } as const
}

/** With PORT=0 the port is known only once it is open: what was read, with its number, and the address if none was set. */
export function onPort(config: Config, port: number): Config {
  const baseUrl = config.baseUrl === localUrl(config.port) ? localUrl(port) : config.baseUrl
  return { ...config, port, baseUrl }
}

function localUrl(port: number): string {
  return `http://localhost:${port}`
}

/** All paths of Banso begin at the root of its address. */
function originOf(baseUrl: string): string {
  const { origin, pathname, search, hash, username } = new URL(baseUrl)
  if (!/^\/+$/.test(pathname) || search || hash || username) throw new Unable(`base_url:${origin}`)
  return origin
}

/** Language of the lines on the terminal, needed also when the settings are wrong: BANSO_LOCALE, else the terminal's own. */
export function terminalLocale(env: Readonly<Record<string, string | undefined>> = process.env): 'ja' | 'en' {
  const wanted = env.BANSO_LOCALE || env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  return wanted.startsWith('ja') ? 'ja' : 'en'
}
