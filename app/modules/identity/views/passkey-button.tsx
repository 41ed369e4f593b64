import type { Child } from 'hono/jsx'
import { Button } from '../../../web/ui/button.tsx'

interface PasskeyButtonProps {
  readonly ceremony: 'authentication' | 'registration'
  /** Takes POST, answers the challenge as JSON. */
  readonly challenge: string
  /** Takes POST of `{ response, name? }` as JSON, answers `{ location }` or `{ error }`. */
  readonly answer: string
  /** Words when the browser or the person gave up. */
  readonly failed: string
  /** Fields above the button; one marked `data-passkey-target="name"` is sent along. */
  readonly fields?: Child
  readonly children: Child
}

/** Starts a passkey ceremony. Only scripts can, so it stays hidden until the controller has seen that the browser is able to. */
export function PasskeyButton({ ceremony, challenge, answer, failed, fields, children }: PasskeyButtonProps) {
  return (
    <div
      class="stack"
      hidden
      data-controller="passkey"
      data-action="turbo:morph-element->passkey#connect"
      data-passkey-ceremony-value={ceremony}
      data-passkey-challenge-value={challenge}
      data-passkey-answer-value={answer}
      data-passkey-failed-value={failed}
    >
      {fields}
      <Button type="button" icon="fingerprint-pattern" block={ceremony === 'authentication'} more={startAction}>
        {children}
      </Button>
      <p class="field-error" role="alert" data-passkey-target="error" />
    </div>
  )
}

const startAction = { 'data-action': 'passkey#start', 'data-passkey-target': 'button' }
