import { Disclosure } from '../../../../web/ui/disclosure.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { RichText } from '../../../../web/ui/rich-text.tsx'
import { useView } from '../../../../web/view.ts'
import { MessageBody } from '../../../messages/index.ts'
import { findStep } from '../../definition/steps.ts'
import type { Part } from '../../editor/part.ts'
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

/** The texts alone, which change while they are typed. */
export function PreviewContent() {
  const { t } = useView()
  const { preview } = useSheet()
  if (!preview) return null
  const { shown, target } = preview
  return (
    <div class="play-preview-content" id={previewId}>
      {shown.message && target.contactId === null ? <p class="care-text small">{t('plays:preview.nobody')}</p> : null}
      {shown.message ? (
        <article class="play-preview-message">
          <p class="play-preview-subject">{shown.message.subject || t('plays:say.blank')}</p>
          <MessageBody rendered={{ ...shown.message, action: undefined }} />
        </article>
      ) : null}
      {shown.texts.map(({ label, text, markdown }) => (
        <div>
          <p class="small muted">{t(label)}</p>
          {markdown ? <RichText text={text} /> : <p class="prewrap">{text}</p>}
        </div>
      ))}
    </div>
  )
}
