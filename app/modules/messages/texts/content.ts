import type { MessageKind } from '../tables.ts'
import {
  type KnownPlaceholders,
  type Placeholder,
  placeholdersOf,
  problemsOfText,
  type TextProblem,
} from './placeholders.ts'

/** What a message says: subject as plain text, body as Markdown, both with placeholders. */
export interface MessageContent {
  readonly kind: MessageKind
  readonly subject: string
  readonly body: string
  /** How an in-app message is shown; a banner when nothing is said. */
  readonly placement?: 'banner' | 'dialog'
  /** One button, to an https address that may have placeholders behind its host. */
  readonly action?: { readonly label: string; readonly url: string }
}

export type ContentPart = 'subject' | 'body' | 'actionLabel' | 'actionUrl'

/** The texts of a content in the order in which their placeholders are counted. */
export function textsOf({ subject, body, action }: MessageContent): Readonly<Record<ContentPart, string>> {
  return { subject, body, actionLabel: action?.label ?? '', actionUrl: action?.url ?? '' }
}

/** All placeholders of a content, subject first. */
export function placeholdersOfContent(content: MessageContent): readonly Placeholder[] {
  return Object.values(textsOf(content)).flatMap(placeholdersOf)
}

/** What keeps a content from being published, by its part. */
export function problemsOfContent(
  content: MessageContent,
  known: KnownPlaceholders,
): Readonly<Record<ContentPart, readonly TextProblem[]>> {
  const texts = textsOf(content)
  const of = (part: ContentPart) => problemsOfText(texts[part], known)
  return {
    subject: [...missing(texts.subject), ...tooLong(texts.subject, 300), ...of('subject')],
    body: [...missing(texts.body), ...tooLong(texts.body, 50_000), ...of('body'), ...problemsOfLinks(texts.body)],
    actionLabel: content.action
      ? [...missing(texts.actionLabel), ...tooLong(texts.actionLabel, 200), ...of('actionLabel')]
      : [],
    actionUrl: content.action ? [...problemsOfAddress(texts.actionUrl), ...of('actionUrl')] : [],
  }
}

function missing(text: string): readonly TextProblem[] {
  return text.trim() === '' ? [{ key: 'messages:problem.missing', values: {}, from: 0, to: 0 }] : []
}

function tooLong(text: string, most: number): readonly TextProblem[] {
  if (text.length <= most) return []
  return [{ key: 'messages:problem.tooLong', values: { most: String(most) }, from: most, to: text.length }]
}

function problemsOfAddress(url: string): readonly TextProblem[] {
  const problem = (key: TextProblem['key']): TextProblem => ({ key, values: {}, from: 0, to: url.length })
  if (url.length > 2000) return tooLong(url, 2000)
  if (!leadsSomewhere(url)) return [problem('messages:problem.notAddress')]
  return fixedOrigin(url) ? [] : [problem('messages:problem.linkStart')]
}

function leadsSomewhere(url: string): boolean {
  const parsed = URL.parse(url.replaceAll(/\{\{[^{}\n]*\}\}/g, 'x'))
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:') && !parsed.username
}

/** Whether the text itself says to which host it leads, not what customers call themselves. */
function fixedOrigin(url: string): boolean {
  return /^https?:\/\/[^{}/?#]+([/?#]|$)/i.test(url)
}

// In brackets, in angles, or after the name of a reference. What is missed leads nowhere: values are escaped in links.
const linked = /\]\(\s*<?([^)\s>]*\{\{[^)>]*)|<(https?:[^>\s]*\{\{[^>]*)>|^\s*\[[^\]]+\]:\s*<?(\S*\{\{.*)$/gim

function problemsOfLinks(body: string): readonly TextProblem[] {
  return [...body.matchAll(linked)].flatMap(match => {
    const url = match[1] ?? match[2] ?? match[3] ?? ''
    const to = match.index + match[0].length
    return fixedOrigin(url) ? [] : [{ key: 'messages:problem.linkStart' as const, values: {}, from: match.index, to }]
  })
}
