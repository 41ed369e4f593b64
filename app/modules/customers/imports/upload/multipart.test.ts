import { describe, expect, test } from 'vitest'
import { BrokenForm, readParts } from './multipart.ts'

const boundary = '----WebKitFormBoundary7MA4YWxk'

function requestOf(body: Buffer, piece: number, type = `multipart/form-data; boundary=${boundary}`): Request {
  let at = 0
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= body.length) return controller.close()
      controller.enqueue(body.subarray(at, at + piece))
      at += piece
    },
  })
  return new Request('http://x', {
    method: 'POST',
    body: stream,
    headers: { 'content-type': type },
    duplex: 'half',
  } as RequestInit)
}

async function partsOf(request: Request) {
  const parts: [string, string | undefined, string][] = []
  for await (const part of readParts(request)) {
    const data = Buffer.concat(await Array.fromAsync(part.data))
    parts.push([part.name, part.fileName, data.toString('latin1')])
  }
  return parts
}

/** As the platform itself writes it. */
async function written(form: FormData): Promise<{ body: Buffer; type: string }> {
  const response = new Response(form)
  return { body: Buffer.from(await response.arrayBuffer()), type: response.headers.get('content-type') ?? '' }
}

describe('a form with files', () => {
  // Bytes that look like the delimiter without being it, at every place.
  const tricky = Buffer.from(`\r\n--${boundary.slice(0, -1)}\r\n--\r\n\r\n-\0\xff${'x'.repeat(100)}\r`, 'latin1')

  test.each([1, 2, 3, 7, 64, 65_536])('is read the same in pieces of %i bytes', async piece => {
    const form = new FormData()
    form.set('subject', 'contacts')
    form.set('file', new File([tricky], '顧客 "2026".csv'))
    form.set('empty', new File([], 'x'))
    form.set('after', 'x')
    const { body, type } = await written(form)
    expect(await partsOf(requestOf(body, piece, type))).toEqual([
      ['subject', undefined, 'contacts'],
      ['file', '顧客 "2026".csv', tricky.toString('latin1')],
      ['empty', 'x', ''],
      ['after', undefined, 'x'],
    ])
  })

  test('parts that nobody reads are passed over', async () => {
    const form = new FormData()
    form.set('a', 'x'.repeat(1000))
    form.set('b', 'y')
    const { body, type } = await written(form)
    const names: string[] = []
    for await (const part of readParts(requestOf(body, 10, type))) names.push(part.name)
    expect(names).toEqual(['a', 'b'])
  })

  test('one that breaks off anywhere is broken, never a shorter file', async () => {
    const form = new FormData()
    form.set('file', new File(['a,b\n1,2\n'], 'x.csv'))
    const { body, type } = await written(form)
    for (let length = 0; length < body.length - 4; length++) {
      await expect(partsOf(requestOf(body.subarray(0, length), 16, type))).rejects.toBeInstanceOf(BrokenForm)
    }
  })

  test('other bodies are broken', async () => {
    await expect(partsOf(requestOf(Buffer.from('{}'), 9, 'application/json'))).rejects.toBeInstanceOf(BrokenForm)
    const endless = Buffer.from(`--${boundary}\r\n${'x'.repeat(20_000)}`)
    await expect(partsOf(requestOf(endless, 1000))).rejects.toBeInstanceOf(BrokenForm)
  })
})
