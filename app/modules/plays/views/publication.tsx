import { href, paths } from '../../../paths.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { RadioGroup } from '../../../web/ui/choice.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import { holdoutSentence, outcomeSentence, triggerSentence } from '../describe/sentences.ts'
import { editorHref, type Sheet, SheetContext } from './editor/context.ts'
import { ProblemList } from './editor/problems-card.tsx'

interface PublicationPageProps {
  readonly sheet: Sheet
  /** How many go through it now. */
  readonly underWay: number
  /** In how many cases it would start at once; undefined when that cannot be known. */
  readonly standing: number | undefined
  readonly error: TextKey | undefined
}

/** What has to be known and decided before a play is on. */
export function PublicationPage(props: PublicationPageProps) {
  const { sheet, error } = props
  const { t } = useView()
  const { play, problems } = sheet
  const errors = problems.filter(problem => problem.severity === 'error')
  const title = play.version === null ? t('plays:publish.title') : t('plays:publish.titleAgain')
  return (
    <SheetContext.Provider value={sheet}>
      <StaffLayout title={title}>
        <PageHead
          title={title}
          breadcrumb={[
            { text: t('plays:nav'), href: href(paths.plays) },
            { text: play.name, href: editorHref(play.id, undefined) },
          ]}
          lead={t('plays:publish.lead')}
        />
        {problems.length > 0 ? (
          <Card title={t(errors.length > 0 ? 'plays:publish.problems' : 'plays:publish.warnings')} padded>
            <ProblemList />
          </Card>
        ) : null}
        {errors.length > 0 ? (
          <div>
            <LinkButton look="primary" href={editorHref(play.id, undefined)}>
              {t('plays:publish.back')}
            </LinkButton>
          </div>
        ) : (
          <Choices {...props} error={error} />
        )}
      </StaffLayout>
    </SheetContext.Provider>
  )
}

function Choices({ sheet, underWay, standing, error }: PublicationPageProps) {
  const { t, format } = useView()
  const { play } = sheet
  return (
    <>
      <Summary sheet={sheet} />
      <Card label={t('plays:publish.choices')} padded>
        <Form
          action={href(paths.playPublication, { id: play.id })}
          {...(error && { form: { values: {}, errors: { form: error } } })}
        >
          <input type="hidden" name="revision" value={play.revision} />
          {play.version !== null && underWay > 0 ? (
            <RadioGroup
              name="underWay"
              legend={t('plays:publish.underWay', { count: underWay, n: format.number(underWay) })}
              value="finish"
              options={(['finish', 'move'] as const).map(value => ({
                value,
                text: t(`plays:publish.underWays.${value}`),
                hint: t(`plays:publish.underWayHints.${value}`),
              }))}
            />
          ) : null}
          {standing !== undefined && standing > 0 ? (
            <RadioGroup
              name="standing"
              legend={t(`plays:publish.standing.${play.about}`, { count: standing, n: format.number(standing) })}
              hint={t(
                play.definition.trigger?.kind === 'event'
                  ? 'plays:publish.standingHintEvent'
                  : 'plays:publish.standingHint',
              )}
              value="no"
              options={(['no', 'yes'] as const).map(value => ({ value, text: t(`plays:publish.standings.${value}`) }))}
            />
          ) : null}
          {play.state === 'paused' ? <p>{t('plays:publish.staysPaused')}</p> : null}
          <FormActions back={editorHref(play.id, undefined)}>
            <Button look="primary" icon="rocket">
              {t('plays:publish.do')}
            </Button>
            <LinkButton href={href(paths.playDryRun, { id: play.id })}>{t('plays:publish.dryRun')}</LinkButton>
          </FormActions>
        </Form>
      </Card>
    </>
  )
}

function Summary({ sheet: { play, names } }: Pick<PublicationPageProps, 'sheet'>) {
  const view = useView()
  const { t } = view
  const { definition } = play
  return (
    <Card title={play.name} padded>
      <dl class="play-summary">
        <dt>{t('plays:part.trigger')}</dt>
        <dd>{triggerSentence(view, play, names)}</dd>
        <dt>{t('plays:part.outcome')}</dt>
        <dd>{outcomeSentence(view, definition.outcome, names)}</dd>
        <dt>{t('plays:part.holdout')}</dt>
        <dd>{holdoutSentence(view, definition)}</dd>
      </dl>
    </Card>
  )
}
