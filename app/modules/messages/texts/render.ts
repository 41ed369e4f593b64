import { type MessageContent, textsOf } from './content.ts'
import { readBody } from './markdown.ts'
import { fillPlaceholders, placeholdersOf } from './placeholders.ts'

/** The lines of a content with everything filled in, for one reader: what lists show of it. */
interface RenderedLines {
  readonly subject: string
  readonly action: { readonly label: string; readonly url: string } | undefined
  /** What stands on the buttons of an invitation. */
  readonly answers: MessageContent['answers']
}

/** A content with everything filled in, for one reader. */
export interface RenderedContent extends RenderedLines {
  /** The body only, cleaned. */
  readonly html: string
  readonly text: string
}

/** A content that was read once, to be filled for many readers with the values of its placeholders (subject first). */
export type ContentTemplate = (values: readonly string[]) => RenderedContent

/** Reads a content. What the values say becomes text, never Markdown, HTML, another header or another address. */
export function readContent(content: MessageContent): ContentTemplate {
  const lines = readLines(content)
  const [from, to] = placeOf(content, 'body')
  const body = readBody(content.body)
  return values => ({ ...lines(values), ...body(values.slice(from, to)) })
}

/** The same without the body. */
export function readLines(content: MessageContent): (values: readonly string[]) => RenderedLines {
  const texts = textsOf(content)
  return values => {
    const filled = (part: keyof typeof texts, written = (value: string) => value) => {
      const [from] = placeOf(content, part)
      return fillPlaceholders(texts[part], (_, position) => written(values[from + position] ?? ''))
    }
    const line = (part: keyof typeof texts) => filled(part).replaceAll(/\s+/g, ' ').trim()
    return {
      subject: line('subject'),
      action: content.action && { label: filled('actionLabel'), url: filled('actionUrl', encodeURIComponent) },
      answers: content.answers && { accepted: line('accepted'), declined: line('declined') },
    }
  }
}

/** Which values belong to a part: from the first one to before the last one. */
function placeOf(content: MessageContent, part: keyof ReturnType<typeof textsOf>): readonly [number, number] {
  let from = 0
  for (const [name, text] of Object.entries(textsOf(content))) {
    const { length } = placeholdersOf(text)
    if (name === part) return [from, from + length]
    from += length
  }
  return [from, from]
}
