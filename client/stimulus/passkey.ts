import { Controller } from '@hotwired/stimulus'
import { startAuthentication, startRegistration } from '@simplewebauthn/browser'

interface Reply {
  readonly location?: string
  readonly error?: string
}

/**
 * A passkey ceremony: asks `challenge` (POST) for the options, lets the device answer, gives the answer to `answer`
 * (POST of `{ response, name? }` as JSON) and goes to the `location` of the reply, or shows its `error`.
 */
export class PasskeyController extends Controller<HTMLElement> {
  static override targets = ['button', 'error', 'name']
  static override values = { ceremony: String, challenge: String, answer: String, failed: String }
  declare readonly buttonTarget: HTMLButtonElement
  declare readonly errorTarget: HTMLElement
  declare readonly nameTarget: HTMLInputElement
  declare readonly hasNameTarget: boolean
  declare readonly ceremonyValue: string
  declare readonly challengeValue: string
  declare readonly answerValue: string
  declare readonly failedValue: string

  /** Also after a page was morphed into what the server sent, where it is hidden: after a wrong password. */
  override connect(): void {
    this.element.hidden = !('PublicKeyCredential' in window)
  }

  async start(): Promise<void> {
    this.errorTarget.textContent = ''
    this.buttonTarget.disabled = true
    try {
      const response = await this.ask((await post(this.challengeValue)) as never)
      const name = this.hasNameTarget ? this.nameTarget.value : undefined
      const { location } = await post(this.answerValue, { response, name })
      window.location.assign(location ?? window.location.href)
    } catch (error) {
      this.errorTarget.textContent = error instanceof Refused ? error.message : this.failedValue
    }
    this.buttonTarget.disabled = false
  }

  // The options come from our own server and the browser checks them; their types differ per ceremony.
  private ask(optionsJSON: never): Promise<unknown> {
    return this.ceremonyValue === 'registration'
      ? startRegistration({ optionsJSON })
      : startAuthentication({ optionsJSON })
  }
}

/** The server said why not, in words for the person. */
class Refused extends Error {}

async function post(url: string, body: unknown = {}): Promise<Reply> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const reply = (await answer.json()) as Reply
  if (reply.error) throw new Refused(reply.error)
  if (!answer.ok) throw new Error(String(answer.status))
  return reply
}
