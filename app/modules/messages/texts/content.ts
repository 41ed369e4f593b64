import type { Answer, MessageKind } from '../tables.ts'
import { type Placeholder, placeholdersOf } from './placeholders.ts'

/** What a message says: subject as plain text, body as Markdown, both with placeholders. */
export interface MessageContent {
  readonly kind: MessageKind
  readonly subject: string
  readonly body: string
  /** How an in-app message is shown; a banner when nothing is said. */
  readonly placement?: 'banner' | 'dialog'
  /** One button, to an https address that may have placeholders behind its host. */
  readonly action?: { readonly label: string; readonly url: string }
  /** What stands on the two buttons of an invitation, as it is. Mails only. */
  readonly answers?: Readonly<Record<Answer, string>>
}

type ContentPart = 'subject' | 'body' | 'actionLabel' | 'actionUrl'

/** The texts of a content in the order in which their placeholders are counted. */
export function textsOf({ subject, body, action }: MessageContent): Readonly<Record<ContentPart, string>> {
  return { subject, body, actionLabel: action?.label ?? '', actionUrl: action?.url ?? '' }
}

/** All placeholders of a content, subject first. */
export function placeholdersOfContent(content: MessageContent): readonly Placeholder[] {
  return Object.values(textsOf(content)).flatMap(placeholdersOf)
}
