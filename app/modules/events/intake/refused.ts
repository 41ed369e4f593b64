/** A request as a whole that cannot be taken; `retryAfter` in seconds. */
export class BodyRefused extends Error {
  override name = 'BodyRefused'
  readonly status: 400 | 401 | 408 | 413 | 429 | 503
  readonly code: string
  readonly retryAfter: number | undefined

  constructor(status: BodyRefused['status'], code: string, message: string, retryAfter?: number) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfter = retryAfter
  }
}
