import { Controller } from '@hotwired/stimulus'
import { visit } from '@hotwired/turbo'

/** Sends a form with files and shows how far it has come; fetch cannot tell that, so this is an XMLHttpRequest. */
export class UploadController extends Controller<HTMLFormElement> {
  static override targets = ['progress']
  declare readonly progressTarget: HTMLProgressElement
  private request: XMLHttpRequest | undefined

  send(event: SubmitEvent): void {
    event.preventDefault()
    event.stopImmediatePropagation()
    if (this.request) return
    const request = new XMLHttpRequest()
    this.request = request
    this.progressTarget.hidden = false
    request.upload.onprogress = ({ loaded, total }) => {
      this.progressTarget.max = total
      this.progressTarget.value = loaded
    }
    request.onload = () => this.arrive(request)
    // Without an answer the browser's own way tells the person what is wrong.
    request.onerror = () => this.element.submit()
    request.open('POST', this.element.action)
    request.setRequestHeader('accept', 'text/html')
    request.send(new FormData(this.element, event.submitter))
  }

  override disconnect(): void {
    this.request?.abort()
  }

  /** The answer is shown as Turbo shows answers to forms: after a redirect as the next page, else in place. */
  private arrive(request: XMLHttpRequest): void {
    this.request = undefined
    this.progressTarget.hidden = true
    const redirected = request.responseURL !== this.element.action
    const response = { statusCode: request.status, redirected, responseHTML: request.responseText }
    visit(redirected ? request.responseURL : location.href, { action: redirected ? 'advance' : 'replace', response })
  }
}
