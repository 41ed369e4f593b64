import { href, paths } from '../../../../paths.ts'
import { Button, LinkButton } from '../../../../web/ui/button.tsx'
import { FirstButton, UpdateButton } from '../../../../web/ui/draft-form.tsx'
import { useView } from '../../../../web/view.ts'
import { findStep } from '../../definition/steps.ts'
import { type Part, partText } from '../../editor/part.ts'
import { editorHref, partId, useSheet } from './context.ts'
import { DetailsForm } from './details-form.tsx'
import { PartFields } from './part-fields.tsx'

const selfSending = 'input->autosubmit#later compositionend->autosubmit#later change->autosubmit#now'

/** The form of a part: saves itself with every change; its buttons move, copy and remove it. */
export function OpenForm({ part }: { readonly part: Part }) {
  const { t } = useView()
  const { play } = useSheet()
  if (part.kind === 'details') return <DetailsForm />
  return (
    <form
      class="form unbounded play-part-form"
      method="post"
      action={href(paths.playDraft, { id: play.id })}
      id="part-form"
      novalidate
      data-controller="autosubmit placeholders"
      data-autosubmit-place-value={partId(part)}
    >
      <FirstButton words={t('plays:editor.save')} />
      <input type="hidden" name="part" value={partText(part)} />
      <DraftRevision />
      <ConflictAlert />
      <div data-action={selfSending}>
        <PartFields part={part} />
      </div>
      <div class="play-part-actions">
        <StepButtons part={part} />
        <UpdateButton words={t('plays:editor.save')} />
        <LinkButton
          size="small"
          icon="check"
          href={editorHref(play.id, undefined)}
          more={{ 'data-in-turn-again': 'done' }}
        >
          {t('plays:editor.done')}
        </LinkButton>
      </div>
    </form>
  )
}

export const revisionId = 'draft-revision'

/** Which draft the form was made from. */
export function DraftRevision() {
  const { play } = useSheet()
  return <input type="hidden" name="revision" value={play.revision} id={revisionId} />
}

export const conflictId = 'draft-conflict'

/** Somebody else was first: what was typed stands in the form and is not saved. */
export function ConflictAlert() {
  const { t } = useView()
  const { conflict, play, open, other } = useSheet()
  if (!conflict) return <div id={conflictId} />
  return (
    <div id={conflictId} class="form-errors" role="alert">
      <p>{other ? t('plays:editor.conflictBy', { name: other.name }) : t('plays:editor.conflict')}</p>
      <div class="cluster">
        <Button size="small" name="over" value={String(play.revision)}>
          {t('plays:editor.saveOver')}
        </Button>
        <LinkButton size="small" look="quiet" href={editorHref(play.id, open?.part)}>
          {t('plays:editor.seeTheirs')}
        </LinkButton>
      </div>
    </div>
  )
}

function StepButtons({ part }: { readonly part: Part }) {
  const { t } = useView()
  const { play } = useSheet()
  if (part.kind !== 'step' && part.kind !== 'exit') return null
  const step = part.kind === 'step' ? findStep(play.definition, part.id) : undefined
  const inner = step?.kind === 'branch' || step?.kind === 'split' ? step.paths.flatMap(path => path.steps).length : 0
  return (
    <>
      {part.kind === 'step' ? (
        <>
          <MoveButton id={part.id} way="up" />
          <MoveButton id={part.id} way="down" />
          <Button size="small" look="quiet" icon="copy" name="do" value="copy" label={t('plays:editor.copy')} />
        </>
      ) : null}
      <Button
        size="small"
        look="quiet"
        icon="trash-2"
        name="do"
        value="remove"
        label={t('plays:editor.remove')}
        {...(inner > 0 && { confirm: t('plays:editor.removeInner', { count: inner }) })}
      />
    </>
  )
}

/** Counts as often as it is pressed: also while the answer to the press before is on its way. */
function MoveButton({ id, way }: { readonly id: string; readonly way: 'up' | 'down' }) {
  const { t } = useView()
  const again = { 'data-in-turn-again': `${way}-${id}` }
  return (
    <Button
      size="small"
      look="quiet"
      icon={`arrow-${way}`}
      name="do"
      value={way}
      label={t(`plays:editor.${way}`)}
      more={again}
    />
  )
}
