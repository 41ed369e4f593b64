import { Controller } from '@hotwired/stimulus'

/** Keeps the document in the person's theme, also where Turbo exchanged only the body. */
export class ThemeController extends Controller<HTMLElement> {
  static override values = { name: String }
  declare readonly nameValue: string

  nameValueChanged(): void {
    show(this.nameValue)
  }

  /** Shows the chosen theme before the answer is there. */
  preview(event: SubmitEvent): void {
    if (event.submitter instanceof HTMLButtonElement && event.submitter.name === 'theme') show(event.submitter.value)
  }
}

function show(theme: string): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
  else delete document.documentElement.dataset.theme
}
