import { href, paths } from '../../../../paths.ts'
import type { FormState } from '../../../../web/forms.ts'
import { StaffLayout } from '../../../../web/layout.tsx'
import { LinkButton } from '../../../../web/ui/button.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { FlashMessage } from '../../../../web/ui/flash-message.tsx'
import { Cols } from '../../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../../web/ui/page-head.tsx'
import { SampleLink, Tag } from '../../../../web/ui/tag.tsx'
import { type Flash, useView } from '../../../../web/view.ts'
import { PlayStateTag } from '../running/state-tag.tsx'
import { editorHref, isOpen, type Sheet, SheetContext, useSheet } from './context.ts'
import { DetailsForm } from './details-form.tsx'
import { Flow } from './flow.tsx'
import { Exits, FrameLine } from './frame-lines.tsx'
import { ProblemsCard } from './problems-card.tsx'
import { Toolbar } from './toolbar.tsx'

interface PlayEditorPageProps {
  readonly sheet: Sheet
  readonly details?: FormState | undefined
  /** What is said where only the editor is shown anew, without the page around it. */
  readonly said?: Flash | undefined
}

/** Writing a play: everything it says as sentences in a column, each edited in place. */
export function PlayEditorPage({ sheet, details, said }: PlayEditorPageProps) {
  const { t } = useView()
  const { play } = sheet
  return (
    <SheetContext.Provider value={sheet}>
      <StaffLayout
        title={t('plays:editor.title', { name: play.name })}
        live={href(paths.playEditStream, { id: play.id })}
        width="wide"
      >
        <turbo-frame
          id="play-editor"
          data-turbo-action="replace"
          data-controller="in-turn play-editor"
          data-action="keydown@document->play-editor#press"
        >
          <div>
            {said ? <FlashMessage {...said} /> : null}
            <Head details={details} />
            <Toolbar />
            <Cols aside={<ProblemsCard />} asideLabel={t('plays:editor.problems')}>
              <Body />
            </Cols>
          </div>
        </turbo-frame>
      </StaffLayout>
    </SheetContext.Provider>
  )
}

function Head({ details }: { readonly details: FormState | undefined }) {
  const { t } = useView()
  const sheet = useSheet()
  const { play, mayEdit } = sheet
  const opened = isOpen(sheet, { kind: 'details' })
  return (
    <>
      <PageHead
        title={play.name}
        breadcrumb={[
          { text: t('plays:nav'), href: href(paths.plays) },
          ...(play.version === null ? [] : [{ text: play.name, href: href(paths.play, { id: play.id }) }]),
        ]}
        marks={
          <>
            <PlayStateTag state={play.state} />
            {play.version !== null && play.isChanged ? (
              <Tag tone="care">{t('plays:editor.unpublished', { number: play.version })}</Tag>
            ) : null}
            {play.sample ? <SampleLink /> : null}
          </>
        }
        lead={play.description || undefined}
        actions={
          mayEdit ? (
            <LinkButton look="quiet" icon="pencil" href={editorHref(play.id, opened ? undefined : { kind: 'details' })}>
              {t('plays:editor.details')}
            </LinkButton>
          ) : undefined
        }
      />
      {opened ? (
        <Card label={t('plays:editor.details')} padded>
          {details ? <DetailsForm form={details} /> : <DetailsForm />}
        </Card>
      ) : null}
    </>
  )
}

function Body() {
  const { t } = useView()
  const { play } = useSheet()
  return (
    <>
      <Card title={t('plays:editor.whoTitle')} note={t(`plays:editor.about.${play.about}`)}>
        <div class="play-parts">
          <FrameLine part={{ kind: 'trigger' }} />
          <FrameLine part={{ kind: 'audience' }} />
          <FrameLine part={{ kind: 'reentry' }} />
        </div>
      </Card>
      <Card title={t('plays:editor.stepsTitle')}>
        <div class="play-steps-card">
          <Flow steps={play.definition.steps} />
        </div>
      </Card>
      <Card title={t('plays:editor.exitsTitle')}>
        <div class="play-parts">
          <Exits />
        </div>
      </Card>
      <Card title={t('plays:editor.outcomeTitle')}>
        <div class="play-parts">
          <FrameLine part={{ kind: 'outcome' }} />
          <FrameLine part={{ kind: 'holdout' }} />
        </div>
      </Card>
    </>
  )
}
