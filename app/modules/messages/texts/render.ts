import { type MessageContent, textsOf } from './content.ts'
import { readBody } from './markdown.ts'
import { fillPlaceholders, placeholdersOf } from './placeholders.ts'

/** A content with everything filled in, for one reader. */
export interface RenderedContent {
  readonly subject: string
  /** The body only, cleaned. */
  readonly html: string
  readonly text: string
  readonly action: { readonly label: string; readonly url: string } | undefined
  /** What stands on the buttons of an invitation. */
  readonly answers: MessageContent['answers']
}

/** A content that was read once, to be filled for many readers with the values of its placeholders (subject first). */
export type ContentTemplate = (values: readonly string[]) => RenderedContent

/** Reads a content. What the values say becomes text, never Markdown, HTML, another header or another address. */
export function readContent(content: MessageContent): ContentTemplate {
  const texts = textsOf(content)
  const counts = [texts.subject, texts.body, texts.actionLabel].map(text => placeholdersOf(text).length)
  const [inSubject = 0, inBody = 0, inLabel = 0] = counts
  const body = readBody(texts.body)
  return values => {
    const from = (start: number) => (_: unknown, position: number) => values[start + position] ?? ''
    const address = (_: unknown, position: number) =>
      encodeURIComponent(from(inSubject + inBody + inLabel)(_, position))
    return {
      subject: fillPlaceholders(texts.subject, from(0)).replaceAll(/\s+/g, ' ').trim(),
      ...body(values.slice(inSubject, inSubject + inBody)),
      action: content.action && {
        label: fillPlaceholders(texts.actionLabel, from(inSubject + inBody)),
        url: fillPlaceholders(texts.actionUrl, address),
      },
      answers: content.answers,
    }
  }
}
