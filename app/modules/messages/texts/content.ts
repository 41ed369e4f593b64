import type { Answer, MessageKind } from '../tables.ts'
import { type Placeholder, placeholdersOf } from './placeholders.ts'

/** What a message says, with placeholders: subject and what stands on buttons as plain text, body as Markdown. */
export interface MessageContent {
  readonly kind: MessageKind
  readonly subject: string
  readonly body: string
  /** How an in-app message is shown; a banner when nothing is said. */
  readonly placement?: 'banner' | 'dialog'
  /** One button, to an https address that may have placeholders behind its host. */
  readonly action?: { readonly label: string; readonly url: string }
  /** What stands on the two buttons of an invitation. Mails only. */
  readonly answers?: Readonly<Record<Answer, string>>
}

type ContentPart = 'subject' | 'body' | 'actionLabel' | 'actionUrl' | 'accepted' | 'declined'

/** The texts of a content in the order in which their placeholders are counted. */
export function textsOf({ subject, body, action, answers }: MessageContent): Readonly<Record<ContentPart, string>> {
  return {
    ...{ subject, body, actionLabel: action?.label ?? '', actionUrl: action?.url ?? '' },
    ...{ accepted: answers?.accepted ?? '', declined: answers?.declined ?? '' },
  }
}

/** All placeholders of a content, subject first. */
export function placeholdersOfContent(content: MessageContent): readonly Placeholder[] {
  return Object.values(textsOf(content)).flatMap(placeholdersOf)
}
