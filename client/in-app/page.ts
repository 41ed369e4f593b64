export type Reaction = 'read' | 'clicked' | 'dismissed'

/** A message as the server tells it; see `ShownMessage` of the module messages. */
export interface Shown {
  readonly id: number
  readonly kind: 'in_app' | 'notice'
  readonly placement: 'banner' | 'dialog' | null
  readonly subject: string
  readonly html: string
  readonly action?: { readonly label: string; readonly url: string }
  readonly at: string
  readonly read: boolean
}

/** What the parts of the script share. */
export interface Page {
  readonly words: Readonly<Record<'close' | 'message' | 'notices' | 'none' | 'fresh', string>>
  readonly locale: string
  react(id: number, what: Reaction): void
}

/** A message that is shown. */
export interface OnPage {
  /** No longer connected when the message is gone. */
  readonly host: Element
  takeAway(): void
}

// Dark only where the company's page is: a light page on a dark device stays light.
const style = `
:host{all:initial;color-scheme:inherit;--i:#23221f;--p:#fff;--l:#d8d3c4;--a:#2f4a7d}
@supports(color:light-dark(#000,#fff)){:host{--i:light-dark(#23221f,#e9e6df);--p:light-dark(#fff,#202227);--l:light-dark(#d8d3c4,#4a4d54);--a:light-dark(#2f4a7d,#a9bfec)}}
*{box-sizing:border-box}
.m{font:15px/1.7 system-ui,sans-serif;color:var(--i);background:var(--p);overflow-wrap:anywhere}
.m p{margin:0 0 .6em}.m h2{font-size:1.05em;margin:0 2em .4em 0}.m a{color:var(--a)}.m img{max-width:100%}
.x{position:absolute;top:6px;right:6px;width:32px;height:32px;border:0;background:0 0;color:inherit;font-size:20px;cursor:pointer}
.b{display:inline-block;padding:.5em 1.1em;border-radius:6px;background:var(--a);color:var(--p)!important;text-decoration:none}
:focus-visible{outline:2px solid var(--a);outline-offset:2px}
.s{position:relative;padding:14px 16px;border:1px solid var(--l);border-radius:10px;box-shadow:0 4px 20px #0003}
section.s{position:fixed;z-index:2147483000;inset:auto 16px 16px auto;width:min(26rem,calc(100vw - 32px));max-height:60vh;overflow:auto}
dialog.s{width:min(32rem,calc(100vw - 32px))}dialog::backdrop{background:#0006}
ul{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--l);padding:10px 2px}li:first-child{border:0}
summary{cursor:pointer}time{opacity:.7;font-size:.85em;margin-left:.6em}.n{color:var(--a);font-weight:600;margin-right:.4em}`

/** An element with its properties and children. */
export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  properties: Partial<HTMLElementTagNameMap[T]>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

let sheet: CSSStyleSheet | undefined

/** A root that the page's own style does not reach, and whose style a Content-Security-Policy does not mind. */
export function rootIn(place: Element): ShadowRoot {
  const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' })
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
  }
  root.adoptedStyleSheets = [sheet]
  return root
}

/** A root at the end of the page, and what it is in. */
export function rootAtEnd() {
  const host = document.body.appendChild(document.createElement('div'))
  return { host, root: rootIn(host) }
}

/** What a message says, with its button. */
export function bodyOf({ id, html, action }: Shown, { react }: Page, clicked: () => void = () => {}): HTMLElement {
  const body = element('div', {})
  // Cleaned by the server.
  body.innerHTML = html
  if (action) body.append(element('p', {}, element('a', { className: 'b', href: action.url }, action.label)))
  body.addEventListener('click', event => {
    if (!(event.target as Element).closest('a[href]')) return
    react(id, 'clicked')
    clicked()
  })
  return body
}

/** The button that closes. */
export function closeButton({ words }: Page, close: () => void): HTMLButtonElement {
  const button = element('button', { className: 'x', type: 'button', onclick: close }, '×')
  button.setAttribute('aria-label', words.close)
  return button
}
