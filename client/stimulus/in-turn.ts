import { Controller } from '@hotwired/stimulus'

interface Answer {
  readonly statusCode: number
  readonly contentType: string | null
  readonly responseHTML: Promise<string>
}

interface Submission {
  readonly formElement: HTMLFormElement
}

interface Waiting {
  readonly element: HTMLElement
  readonly press: () => void
  /** What is found again where it is shown anew, as links are by their ids; buttons are pressed as often as they were. */
  readonly again: string | undefined
}

const pauseAfterFailure = 5000

/** A button waits for its answer; what counts as often as it is pressed does not. */
export const pressedOnce = {
  beforeSubmit: (pressed: HTMLButtonElement): void => {
    if (!pressed.dataset.inTurnAgain) pressed.disabled = true
  },
  afterSubmit: (pressed: HTMLButtonElement): void => {
    if (!pressed.dataset.inTurnAgain) pressed.disabled = false
  },
}

/**
 * On a frame: what is sent from here reaches the server one after the other, in the order in which it was done: of two on their way at once
 * the older one may arrive last, and would be written over what is newer. Links wait, too, so that they show what was saved. What
 * did not arrive is said, and sent again. What is pressed while the frame comes anew is not pressed there, where the same words may
 * mean something else; but for links with an id and what says `data-in-turn-again`: that counts as often as it is pressed.
 */
export class InTurnController extends Controller<HTMLElement> {
  static override targets = ['unsaved']
  declare readonly unsavedTargets: HTMLElement[]
  private current: HTMLFormElement | undefined
  private waiting: Waiting[] = []
  private timer = 0

  override connect(): void {
    this.element.addEventListener('submit', this.queue, true)
    this.element.addEventListener('click', this.hold, true)
    this.element.addEventListener('turbo:submit-start', this.begin)
    this.element.addEventListener('turbo:before-fetch-response', this.keepPage)
    this.element.addEventListener('turbo:frame-render', this.shown)
    // The form may be gone by then.
    document.addEventListener('turbo:submit-end', this.end)
  }

  override disconnect(): void {
    this.element.removeEventListener('submit', this.queue, true)
    this.element.removeEventListener('click', this.hold, true)
    this.element.removeEventListener('turbo:submit-start', this.begin)
    this.element.removeEventListener('turbo:before-fetch-response', this.keepPage)
    this.element.removeEventListener('turbo:frame-render', this.shown)
    document.removeEventListener('turbo:submit-end', this.end)
    clearTimeout(this.timer)
  }

  private readonly queue = (event: SubmitEvent): void => {
    const { target: form, submitter } = event
    if (!this.current || !(form instanceof HTMLFormElement)) return
    this.wait(event, submitter ?? form, () => form.requestSubmit(submitter))
  }

  private readonly hold = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('a[href]') : null
    if (this.current && link) this.wait(event, link, () => link.click())
  }

  private wait(event: Event, element: HTMLElement, press: () => void): void {
    event.preventDefault()
    event.stopImmediatePropagation()
    const again = element.dataset.inTurnAgain
    if (again || !this.waiting.some(one => one.element === element)) this.waiting.push({ element, press, again })
  }

  private readonly begin = ({ target }: Event): void => {
    if (!(target instanceof HTMLFormElement) || target.method !== 'post') return
    clearTimeout(this.timer)
    this.current = target
  }

  /** What a server says that is not well (a restart, a proxy) does not take away what was typed. */
  private readonly keepPage = (event: Event): void => {
    const { fetchResponse } = (event as CustomEvent<{ fetchResponse: Answer }>).detail
    if (event.target === this.current && fetchResponse.statusCode >= 500) event.preventDefault()
  }

  private readonly end = (event: Event): void => {
    const { formSubmission, fetchResponse } = (
      event as CustomEvent<{ formSubmission: Submission; fetchResponse?: Answer }>
    ).detail
    if (formSubmission.formElement !== this.current) return
    const arrived = fetchResponse !== undefined && fetchResponse.statusCode < 500
    if (!arrived) this.fail(formSubmission)
    // A page is shown first (see `shown`): it may be another than the one where the next thing was pressed.
    else if (fetchResponse.contentType?.startsWith('text/vnd.turbo-stream.html')) this.goOnAfter(fetchResponse)
  }

  /** What changes with the answer stands there first: it knows nothing of what is sent next. */
  private async goOnAfter({ responseHTML }: Answer): Promise<void> {
    await responseHTML.catch(() => undefined)
    await drawn()
    this.goOn()
  }

  private fail({ formElement: form }: Submission): void {
    this.current = undefined
    this.waiting = []
    for (const words of this.unsavedTargets) words.hidden = false
    // A button that was pressed may have done its work though nobody heard of it: that is not done twice.
    if (!form.matches('[data-controller~="autosubmit"]')) return
    this.timer = window.setTimeout(() => {
      if (form.isConnected) form.requestSubmit()
    }, pauseAfterFailure)
  }

  private readonly shown = ({ target }: Event): void => {
    if (target === this.element) this.goOn()
  }

  private goOn(): void {
    this.current = undefined
    for (const words of this.unsavedTargets) words.hidden = true
    const next = this.waiting.shift()
    if (!next) return
    const found = this.find(next)
    if (next.element.isConnected) next.press()
    else if (found) found.click()
    else this.goOn()
  }

  private find({ element, again }: Waiting): HTMLElement | null {
    const { id } = element
    const named = again ? `[data-in-turn-again="${CSS.escape(again)}"]:not(:disabled)` : `a#${CSS.escape(id)}`
    return again || id ? this.element.querySelector<HTMLElement>(named) : null
  }
}

/** Turbo draws with the next frame, in a tab that nobody sees at once. */
function drawn(): Promise<void> {
  return new Promise(resolve => {
    if (document.visibilityState === 'hidden') setTimeout(resolve)
    else requestAnimationFrame(() => setTimeout(resolve))
  })
}
