import { Disclosure } from '../../../../web/ui/disclosure.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { RichText } from '../../../../web/ui/rich-text.tsx'
import { useView } from '../../../../web/view.ts'
import { MailLook, MessageBody } from '../../../messages/index.ts'
import { findStep } from '../../definition/steps.ts'
import type { Part } from '../../editor/part.ts'
import type { Previewed } from '../../editor/preview.ts'
import { AccountSearch } from './account-search.tsx'
import { useSheet } from './context.ts'

export const previewId = 'step-preview'

/** What the open step says, filled in for a real account; another one can be chosen. */
export function StepPreview({ part }: { readonly part: Part }) {
  const { t } = useView()
  const { play, preview } = useSheet()
  if (!preview || part.kind !== 'step' || !findStep(play.definition, part.id)) return null
  return (
    <section class="play-preview" aria-label={t('plays:preview.title')}>
      <div class="play-preview-head">
        <h3>{t('plays:preview.title')}</h3>
        <p class="small">
          <Icon name="building-2" size="small" /> <bdi>{preview.target.account}</bdi>
          {preview.target.contact ? (
            <>
              {' '}
              <span class="muted">
                <bdi>{preview.target.contact}</bdi>
              </span>
            </>
          ) : null}
        </p>
        <Disclosure summary={t('plays:preview.other')}>
          <AccountSearch play={play.id} step={part.id} q="" found={[]} />
        </Disclosure>
      </div>
      <PreviewContent />
    </section>
  )
}

interface MessageLookProps {
  readonly message: NonNullable<Previewed['message']>
}

/** A message with its subject, as it looks to who gets it. */
export function MessageLook({ message }: MessageLookProps) {
  const { t } = useView()
  return (
    <article class="play-preview-message">
      <p class="play-preview-subject">{message.subject || t('plays:say.blank')}</p>
      {message.kind === 'email' ? <MailLook mail={message} /> : <MessageBody rendered={message.rendered} />}
    </article>
  )
}

/** The texts alone, which change while they are typed. */
export function PreviewContent() {
  const { t } = useView()
  const { preview } = useSheet()
  if (!preview) return null
  const { shown, target } = preview
  return (
    <div class="play-preview-content" id={previewId}>
      {shown.message && target.contactId === null ? <p class="care-text small">{t('plays:preview.nobody')}</p> : null}
      {shown.message ? <MessageLook message={shown.message} /> : null}
      {shown.texts.map(({ label, text, markdown }) => (
        <div>
          <p class="small muted">{t(label)}</p>
          {markdown ? <RichText text={text} /> : <p class="prewrap">{text}</p>}
        </div>
      ))}
    </div>
  )
}
