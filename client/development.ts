// Stands in for stimulus/index.ts while `npm run dev` runs, and in no other build: a page that is open reloads after a change.
import './stimulus/index.ts'

/** Where the numbers of the process are, put in by the build. */
declare const METRICS: string

const every = 500

/** When the process that served this page began, in its own words; a change starts another. */
let begun: string | undefined
let away = false

setInterval(() => {
  if (document.visibilityState === 'visible') void look()
}, every)
document.addEventListener('visibilitychange', () => void look())
void look()

async function look(): Promise<void> {
  const now = await serverStart()
  if (now === undefined) {
    away = true
  } else if (begun === undefined && !away) {
    begun = now
  } else if (now !== begun) {
    begun = now
    location.reload()
  }
}

/** Undefined while nobody answers. */
async function serverStart(): Promise<string | undefined> {
  try {
    const numbers = await (await fetch(METRICS, { cache: 'no-store' })).text()
    return /^process_start_time_seconds (\S+)/m.exec(numbers)?.[1]
  } catch {
    return undefined
  }
}
