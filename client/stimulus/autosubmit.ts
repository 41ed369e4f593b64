import { Controller } from '@hotwired/stimulus'

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** What stands in a form, by field; of choices whether they are taken. */
type Content = ReadonlyMap<string, string | boolean>

type Render = (stream: Element) => Promise<void> | void

/** A form that sends itself: a little after typing, at once after choosing. What is typed before the answer is there stays. */
export class AutosubmitController extends Controller<HTMLFormElement> {
  private timer = 0
  private sent: Content = new Map()

  override connect(): void {
    this.element.classList.add('automatic')
    this.sent = this.content()
    this.element.addEventListener('turbo:submit-start', this.remember)
    document.addEventListener('turbo:before-stream-render', this.keepTyped)
  }

  override disconnect(): void {
    clearTimeout(this.timer)
    this.element.removeEventListener('turbo:submit-start', this.remember)
    document.removeEventListener('turbo:before-stream-render', this.keepTyped)
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
      const typed = new Map([...this.content()].filter(([key, value]) => this.sent.get(key) !== value))
      await render(stream)
      for (const field of this.fields()) write(field, typed.get(keyOf(field)))
    }
  }

  private content(): Content {
    return new Map(this.fields().map(field => [keyOf(field), isChoice(field) ? field.checked : field.value]))
  }

  /** The form's own fields that a person writes into; those elsewhere, and hidden ones, change with the answer. */
  private fields(): readonly Field[] {
    return [...this.element.elements].filter(
      (field): field is Field =>
        (field instanceof HTMLInputElement ||
          field instanceof HTMLSelectElement ||
          field instanceof HTMLTextAreaElement) &&
        field.type !== 'hidden' &&
        this.element.contains(field),
    )
  }
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
