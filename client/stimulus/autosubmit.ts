import { Controller } from '@hotwired/stimulus'

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** What stands in a form, by field; of choices whether they are taken. */
type Content = ReadonlyMap<string, string | boolean>

type Render = (stream: Element) => Promise<void> | void

interface FrameRender {
  readonly newFrame: Element
  readonly resume: () => void
  render: (frame: Element, next: Element) => Promise<void> | void
}

/**
 * A form that sends itself: a little after typing, at once after choosing. What is typed before the answer is there stays, also
 * where the frame around is shown anew: it goes into the same form there, which `place` tells from others, the id of the element
 * that it belongs to.
 */
export class AutosubmitController extends Controller<HTMLFormElement> {
  static override values = { place: String }
  declare readonly placeValue: string
  private timer = 0
  private sent: Content = new Map()
  private composing = false

  override connect(): void {
    this.element.classList.add('automatic')
    this.sent = this.content()
    this.element.addEventListener('turbo:submit-start', this.remember)
    this.element.addEventListener('compositionstart', this.compose)
    this.element.addEventListener('compositionend', this.compose)
    document.addEventListener('turbo:before-stream-render', this.keepTyped)
    document.addEventListener('turbo:before-frame-render', this.keepUnsent)
  }

  override disconnect(): void {
    clearTimeout(this.timer)
    this.element.removeEventListener('turbo:submit-start', this.remember)
    this.element.removeEventListener('compositionstart', this.compose)
    this.element.removeEventListener('compositionend', this.compose)
    document.removeEventListener('turbo:before-stream-render', this.keepTyped)
    document.removeEventListener('turbo:before-frame-render', this.keepUnsent)
  }

  later(event: Event): void {
    // Words that are still being composed (Japanese input) are not what the person means yet.
    if (event instanceof InputEvent && event.isComposing) return
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.now(), 300)
  }

  now(): void {
    clearTimeout(this.timer)
    // A text field tells of its change once more when it is left.
    if (!isSame(this.content(), this.sent)) this.element.requestSubmit()
  }

  /** Not before: it may have to wait for its turn, and is sent as it stands then. */
  private readonly remember = (event: Event): void => {
    if (event.target === this.element) this.sent = this.content()
  }

  /** The answer is to what was sent: fields that it shows anew have what was written into them since. */
  private readonly keepTyped = (event: Event): void => {
    const { detail } = event as CustomEvent<{ render: Render }>
    const { render } = detail
    detail.render = async stream => {
      const typed = this.unsent()
      await render(stream)
      for (const field of fieldsOf(this.element)) write(field, typed.get(keyOf(field)))
    }
  }

  private readonly compose = ({ type }: Event): void => {
    this.composing = type === 'compositionstart'
  }

  /** The frame comes anew, which knows nothing of what was written since it was asked for. Words that are composed are waited for. */
  private readonly keepUnsent = (event: Event): void => {
    if (!this.placeValue || !(event.target instanceof Element) || !event.target.contains(this.element)) return
    const { detail } = event as CustomEvent<FrameRender>
    const { render, newFrame, resume } = detail
    detail.render = async (frame, next) => {
      const { element } = this
      const typed = this.unsent()
      const place = placeIn(element)
      const stays = [...next.querySelectorAll('form')].some(form => this.isSame(form))
      // Who went on to another place leaves what they wrote; what was removed takes it along.
      if (!stays && typed.size > 0 && newFrame.querySelector(`#${CSS.escape(this.placeValue)}`)) element.requestSubmit()
      await render(frame, next)
      const form = stays ? [...frame.querySelectorAll('form')].find(one => this.isSame(one)) : undefined
      if (form) takeUp(form, typed, place)
    }
    if (!this.composing) return
    event.preventDefault()
    this.element.addEventListener('compositionend', resume, { once: true })
  }

  private isSame(form: HTMLFormElement): boolean {
    return form.id === this.element.id && form.dataset.autosubmitPlaceValue === this.placeValue
  }

  private unsent(): Content {
    return new Map([...this.content()].filter(([key, value]) => this.sent.get(key) !== value))
  }

  private content(): Content {
    return new Map(fieldsOf(this.element).map(field => [keyOf(field), isChoice(field) ? field.checked : field.value]))
  }
}

/** The form's own fields that a person writes into; those elsewhere, and hidden ones, change with the answer. */
function fieldsOf(form: HTMLFormElement): readonly Field[] {
  return [...form.elements].filter(
    (field): field is Field =>
      (field instanceof HTMLInputElement ||
        field instanceof HTMLSelectElement ||
        field instanceof HTMLTextAreaElement) &&
      field.type !== 'hidden' &&
      form.contains(field),
  )
}

/** Where somebody is writing. */
interface Place {
  readonly key: string
  readonly from: number | null
  readonly to: number | null
  readonly scrolled: number
}

function placeIn(form: HTMLFormElement): Place | undefined {
  const field = fieldsOf(form).find(one => one === document.activeElement)
  if (!field) return undefined
  const [from, to] = field instanceof HTMLSelectElement ? [null, null] : [field.selectionStart, field.selectionEnd]
  return { key: keyOf(field), from, to, scrolled: field.scrollTop }
}

/** Puts what was written into the form as it is now, and goes on writing there. Its controller is there by now, and sends it. */
function takeUp(form: HTMLFormElement, typed: Content, place: Place | undefined): void {
  const fields = fieldsOf(form)
  const written = fields.filter(field => typed.has(keyOf(field)))
  for (const field of written) write(field, typed.get(keyOf(field)))
  const focused = fields.find(field => keyOf(field) === place?.key)
  if (focused && place) {
    focused.focus({ preventScroll: true })
    if (!(focused instanceof HTMLSelectElement) && place.from !== null) focused.setSelectionRange(place.from, place.to)
    focused.scrollTop = place.scrolled
  }
  written.at(0)?.dispatchEvent(new Event('input', { bubbles: true }))
}

function isChoice(field: Field): field is HTMLInputElement {
  return field.type === 'checkbox' || field.type === 'radio'
}

function keyOf(field: Field): string {
  return isChoice(field) ? `${field.name} ${field.value}` : field.name
}

function isSame(one: Content, other: Content): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value)
}

function write(field: Field, typed: string | boolean | undefined): void {
  if (typed === undefined) return
  if (typeof typed === 'boolean') (field as HTMLInputElement).checked = typed
  else if (field.value !== typed) field.value = typed
}
