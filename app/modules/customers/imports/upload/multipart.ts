/** One field or file of a form, in the order in which it was sent. Its data must be read before the next part comes. */
export interface Part {
  readonly name: string
  /** Only files have one. */
  readonly fileName: string | undefined
  readonly data: AsyncGenerator<Buffer>
}

/** The body is no form with files, or breaks off. */
export class BrokenForm extends Error {
  override name = 'BrokenForm'
}

const longestHeader = 8 * 1024

/**
 * Reads a form with files part by part while it arrives, so that a large file is never in memory as a whole.
 * RFC 7578, as browsers send it. Throws BrokenForm.
 */
export async function* readParts(request: Request): AsyncGenerator<Part> {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(request.headers.get('content-type') ?? '')
  const name = boundary?.[1] ?? boundary?.[2]
  if (!name || !request.body) throw new BrokenForm('no form with files')
  const reader = new Reader(request.body, `\r\n--${name}`)
  await reader.through(Buffer.from(`--${name}`))
  while (await reader.hasNext()) {
    const header = (await reader.upTo(Buffer.from('\r\n\r\n'), longestHeader)).toString('utf8')
    const part = { name: parameter(header, 'name') ?? '', fileName: parameter(header, 'filename'), data: reader.data() }
    yield part
    // What nobody read is passed over.
    for await (const _ of part.data);
  }
}

function parameter(header: string, name: string): string | undefined {
  const disposition = /^content-disposition:.*$/im.exec(header)?.[0] ?? ''
  const value = new RegExp(`[;\\s]${name}="([^"]*)"`, 'i').exec(disposition)?.[1]
  // Browsers escape these three and nothing else: https://html.spec.whatwg.org/#escape-a-multipart-form-data-name
  return value?.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
}

class Reader {
  private held: Buffer = Buffer.alloc(0)
  private ended = false
  private readonly chunks: AsyncIterator<Uint8Array>
  private readonly delimiter: Buffer

  constructor(body: ReadableStream<Uint8Array>, delimiter: string) {
    this.chunks = body[Symbol.asyncIterator]()
    this.delimiter = Buffer.from(delimiter)
  }

  /** The bytes before `end`, which is passed over. */
  async upTo(end: Buffer, limit: number): Promise<Buffer> {
    let at = this.held.indexOf(end)
    while (at < 0) {
      if (this.held.length > limit) throw new BrokenForm('a header is too long')
      await this.more()
      at = this.held.indexOf(end)
    }
    return this.take(at, end.length)
  }

  async through(end: Buffer): Promise<void> {
    await this.upTo(end, longestHeader)
  }

  /** After a delimiter: whether another part follows. */
  async hasNext(): Promise<boolean> {
    while (this.held.length < 2) await this.more()
    const mark = this.take(2, 0).toString('latin1')
    if (mark === '--') return false
    if (mark !== '\r\n') throw new BrokenForm('no line end after a delimiter')
    return true
  }

  /** The data of a part, up to the delimiter, which is passed over. */
  async *data(): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.held.indexOf(this.delimiter)
      if (at >= 0) {
        const rest = this.take(at, this.delimiter.length)
        if (rest.length > 0) yield rest
        return
      }
      // The last bytes may be the beginning of the delimiter.
      const sure = this.held.length - this.delimiter.length
      if (sure > 0) yield this.take(sure, 0)
      await this.more()
    }
  }

  private take(length: number, over: number): Buffer {
    const taken = this.held.subarray(0, length)
    this.held = this.held.subarray(length + over)
    return taken
  }

  private async more(): Promise<void> {
    if (this.ended) throw new BrokenForm('the form breaks off')
    const next = await this.chunks.next()
    if (next.done) this.ended = true
    else this.held = this.held.length > 0 ? Buffer.concat([this.held, next.value]) : Buffer.from(next.value)
  }
}
