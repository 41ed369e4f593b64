import { Controller } from '@hotwired/stimulus'

const longestWait = 30_000

/**
 * Keeps the page up to date: one event stream, open only while the tab is visible, whose messages are turbo-stream
 * elements. What holds the focus or is open is left alone until the person has left it.
 */
export class LiveController extends Controller<HTMLElement> {
  static override values = { url: String, lost: String }
  declare readonly urlValue: string
  declare readonly lostValue: string
  private source: EventSource | undefined
  private timer = 0
  private failures = 0
  private readonly held = new Map<string, Element>()

  override connect(): void {
    if (this.urlValue === '') return
    document.addEventListener('visibilitychange', this.follow)
    document.addEventListener('focusout', this.release)
    this.follow()
  }

  override disconnect(): void {
    document.removeEventListener('visibilitychange', this.follow)
    document.removeEventListener('focusout', this.release)
    this.close()
  }

  private readonly follow = (): void => {
    this.close()
    if (document.visibilityState === 'visible') this.open()
  }

  private open(): void {
    this.source = new EventSource(this.urlValue)
    this.source.onopen = () => {
      this.failures = 0
      this.element.textContent = ''
    }
    this.source.onmessage = event => this.take(event.data)
    this.source.onerror = () => this.retry()
  }

  private close(): void {
    clearTimeout(this.timer)
    this.source?.close()
    this.source = undefined
  }

  private retry(): void {
    this.close()
    this.failures += 1
    // One hiccup, such as a restart, is no news.
    if (this.failures > 1) this.element.textContent = this.lostValue
    const wait = Math.min(longestWait, 500 * 2 ** this.failures) * (0.75 + Math.random() / 2)
    this.timer = window.setTimeout(this.follow, wait)
  }

  private take(html: string): void {
    const message = new DOMParser().parseFromString(html, 'text/html')
    for (const stream of message.querySelectorAll('turbo-stream')) {
      const target = stream.getAttribute('target') ?? ''
      if (inUse(stream, target)) this.held.set(`${stream.getAttribute('action')} ${target}`, stream)
      else render(stream)
    }
  }

  private readonly release = (): void => {
    if (this.held.size === 0) return
    // The focus arrives at its next place only after this event.
    setTimeout(() => {
      for (const [key, stream] of this.held) {
        if (inUse(stream, stream.getAttribute('target') ?? '')) continue
        this.held.delete(key)
        render(stream)
      }
    })
  }
}

const destructive = ['replace', 'update', 'remove']

function inUse(stream: Element, id: string): boolean {
  if (!destructive.includes(stream.getAttribute('action') ?? '')) return false
  const target = document.getElementById(id)
  if (!target) return false
  return target.matches(':focus-within') || target.querySelector('dialog[open], :popover-open') !== null
}

/**
 * A turbo-stream element acts as soon as it stands in the document. What is the same is left as it is (morphing), so that
 * nothing flickers, scrolls back or closes.
 */
function render(stream: Element): void {
  if (['replace', 'update'].includes(stream.getAttribute('action') ?? '')) stream.setAttribute('method', 'morph')
  document.documentElement.append(document.importNode(stream, true))
}

/**
 * The server does not know what a person has unfolded or opened: it stays so. A dialog may open between the arrival of
 * news and the frame in which it is drawn, when nothing can be held back any more.
 */
export function keepOpen(event: Event): void {
  const { attributeName } = (event as CustomEvent<{ attributeName: string }>).detail
  const opens = event.target instanceof HTMLDetailsElement || event.target instanceof HTMLDialogElement
  if (attributeName === 'open' && opens) event.preventDefault()
}
