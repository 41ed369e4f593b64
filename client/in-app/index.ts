// Shows messages of Banso on the company's own pages. No dependency; everything it shows is in shadow roots of its own, and
// nothing in it needs more than `script-src`, `connect-src` (and `img-src` for pictures in texts) of a Content-Security-Policy.
import { showBanner } from './banner.ts'
import { showDialog } from './dialog.ts'
import { showNotices } from './notices.ts'
import type { OnPage, Page, Reaction, Shown } from './page.ts'

/** At most so often is asked again when somebody comes back to the page, and so often while they look at it. */
const pause = 60_000
const interval = 180_000

const script = document.currentScript as HTMLScriptElement | null
const notices = script?.dataset.notices ?? '#banso-notices'
const host = new URL(script?.src ?? location.href).origin
let user = script?.dataset.user ?? ''
let signature = script?.dataset.signature ?? ''
let asked = 0
/** What was offered last, in a word of the server. */
let state = ''
let shown: OnPage | undefined
let banner = 0

function ask(path: string, body: object): Promise<Response> {
  // As text: browsers then send it without asking first. With `keepalive` also while the page goes away.
  return fetch(`${host}/in-app/${path}`, {
    method: 'POST',
    body: JSON.stringify({ user, signature, ...body }),
    keepalive: true,
    credentials: 'omit',
  })
}

function react(id: number, what: Reaction): void {
  ask('happenings', { id, what }).catch(() => {})
}

const isSeen = () => document.visibilityState === 'visible'

async function show(): Promise<void> {
  const who = user
  // What nobody sees counts as read by nobody: it is asked for when somebody looks.
  if (!who || !signature || !isSeen()) return
  asked = Date.now()
  const locale = document.documentElement.lang || navigator.language
  const reply = await ask('messages', { locale, state })
  // 204: as it was.
  if (reply.status !== 200) return
  const told = (await reply.json()) as { messages: Shown[]; words: Page['words']; state: string }
  // Somebody else is there by now.
  if (who !== user) return
  if (!isSeen()) {
    asked = 0
    return
  }
  const { messages, words } = told
  const page: Page = { words, react, locale }
  const [first] = messages.filter(message => message.kind === 'in_app')
  // A banner that was withdrawn goes, unless somebody is in it; a dialog is being read.
  if (banner && document.activeElement !== shown?.host && !messages.some(({ id }) => id === banner)) shown?.takeAway()
  // One at a time: what is still there is neither shown again nor covered by the next.
  const free = !shown?.host.isConnected
  if (first && free) {
    const isDialog = first.placement === 'dialog'
    banner = isDialog ? 0 : first.id
    shown = isDialog ? showDialog(first, page) : showBanner(first, page)
  }
  const place = document.querySelector(notices)
  const listed =
    !place ||
    showNotices(
      place,
      messages.filter(message => message.kind === 'notice'),
      page,
    )
  // What could not be shown now is asked for in full the next time.
  state = listed && (free || first?.id === banner || !(first || banner)) ? told.state : ''
}

const begin = () => void show().catch(() => {})
const again = () => {
  if (Date.now() - asked > pause) begin()
}
document.addEventListener('visibilitychange', again)
setInterval(again, interval)
// For pages that find out later who is there, banso.identify('user-1', signature), or that nobody is any more, banso.identify().
Object.assign(window, {
  banso: {
    identify(who = '', signed = '') {
      if (who !== user) {
        shown?.takeAway()
        document.querySelector(notices)?.shadowRoot?.replaceChildren()
      }
      user = who
      signature = signed
      state = ''
      begin()
    },
  },
})
begin()
