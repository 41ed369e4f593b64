// Shows messages of Banso on the company's own pages. No dependency; everything it shows is in shadow roots of its own, and
// nothing in it needs more than `script-src`, `connect-src` (and `img-src` for pictures in texts) of a Content-Security-Policy.
import { showBanner } from './banner.ts'
import { showDialog } from './dialog.ts'
import { showNotices } from './notices.ts'
import type { OnPage, Page, Reaction, Shown } from './page.ts'

/** At most so often is asked again when somebody comes back to the page. */
const pause = 60_000

const script = document.currentScript as HTMLScriptElement | null
const notices = script?.dataset.notices ?? '#banso-notices'
const host = new URL(script?.src ?? location.href).origin
let user = script?.dataset.user ?? ''
let signature = script?.dataset.signature ?? ''
let asked = 0
let shown: OnPage | undefined

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

async function show(): Promise<void> {
  const who = user
  asked = Date.now()
  if (!who || !signature) return
  const locale = document.documentElement.lang || navigator.language
  const reply = await ask('messages', { locale })
  if (!reply.ok) return
  const { messages, words } = (await reply.json()) as { messages: Shown[]; words: Page['words'] }
  // Somebody else is there by now.
  if (who !== user) return
  const page: Page = { words, react, locale }
  const [first] = messages.filter(message => message.kind === 'in_app')
  // One at a time: what is still there is neither shown again nor covered by the next.
  if (first && !shown?.host.isConnected) {
    shown = first.placement === 'dialog' ? showDialog(first, page) : showBanner(first, page)
  }
  const place = document.querySelector(notices)
  if (place)
    showNotices(
      place,
      messages.filter(message => message.kind === 'notice'),
      page,
    )
}

const begin = () => void show().catch(() => {})
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && Date.now() - asked > pause) begin()
})
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
      begin()
    },
  },
})
begin()
