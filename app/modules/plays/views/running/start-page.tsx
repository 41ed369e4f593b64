import type { Child } from 'hono/jsx'
import { href, paths } from '../../../../paths.ts'
import { emptyForm, type FormState } from '../../../../web/forms.ts'
import type { PlayTab } from '../../../../web/module.ts'
import { Button } from '../../../../web/ui/button.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Checkbox, Choices, Select } from '../../../../web/ui/choice.tsx'
import { Field, TextArea } from '../../../../web/ui/field.tsx'
import { FilterBar } from '../../../../web/ui/filter-bar.tsx'
import { Form, FormActions } from '../../../../web/ui/form.tsx'
import { Stack } from '../../../../web/ui/layout-parts.tsx'
import { useView } from '../../../../web/view.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import { PlayFrame } from './play-frame.tsx'

/** Somebody who was found by name. */
export interface Findling {
  readonly id: number
  readonly title: string
  readonly detail: string | null
}

interface StartPageProps {
  readonly play: ShownPlay
  readonly tabs: readonly PlayTab[]
  readonly segments: readonly { readonly id: number; readonly name: string }[]
  /** What was searched for, and who was found. */
  readonly text: string | undefined
  readonly found: readonly Findling[]
  readonly form: FormState
  /** What was pasted and nobody goes by. */
  readonly unknown: readonly string[]
}

/** Who is sent through a play by hand: chosen by name, pasted, or a segment. */
export function StartPage(props: StartPageProps) {
  const { play, tabs } = props
  const { t } = useView()
  return (
    <PlayFrame play={play} tabs={tabs} title={t('plays:running.start.title')} apart>
      <p class="muted">{t('plays:running.start.lead')}</p>
      {play.state === 'live' ? <Ways {...props} /> : <p>{t('plays:form.notLive')}</p>}
    </PlayFrame>
  )
}

/** Of what is not known so many are named. */
const mostTold = 20

function Ways(props: StartPageProps) {
  const { play, segments, text, form, unknown } = props
  const { t, format } = useView()
  const contacts = play.about === 'contact'
  return (
    <Stack gap="loose">
      <ByName {...props} />
      <Way play={play} way="pasted" text={text} title={t('plays:running.start.pasted')} form={form}>
        <TextArea
          name="pasted"
          label={t(contacts ? 'plays:running.start.contactIds' : 'plays:running.start.accountIds')}
          hint={t('plays:running.start.pastedHint')}
          rows={5}
        />
        {unknown.length > 0 ? <p class="small bad-text">{format.list(unknown.slice(0, mostTold))}</p> : null}
      </Way>
      <Way play={play} way="segment" text={text} title={t('plays:running.start.ofSegment')} form={form}>
        <Select
          name="segment"
          label={t('plays:running.start.segment')}
          empty={t('plays:running.start.choose')}
          options={segments.map(({ id, name }) => ({ value: String(id), text: name }))}
        />
      </Way>
    </Stack>
  )
}

function ByName({ play, text, found, form }: StartPageProps) {
  const { t } = useView()
  return (
    <>
      <FilterBar action={href(paths.playStart, { id: play.id })} words={t('plays:running.start.search')}>
        <Field
          name="q"
          type="search"
          label={t(play.about === 'contact' ? 'plays:running.start.byContact' : 'plays:running.start.byAccount')}
          value={text}
          maxlength={200}
        />
      </FilterBar>
      {text === undefined ? null : found.length === 0 ? (
        <p class="muted">{t('plays:running.start.nobody')}</p>
      ) : (
        <Way play={play} way="found" text={text} title={t('plays:running.start.found')} form={form}>
          <Choices legend={t('plays:running.start.whom')}>
            {found.map(({ id, title, detail }) => (
              <Checkbox name="ids[]" value={String(id)} label={title} hint={detail ?? undefined} />
            ))}
          </Choices>
        </Way>
      )}
    </>
  )
}

interface WayProps {
  readonly play: ShownPlay
  readonly way: 'found' | 'pasted' | 'segment'
  /** What was searched for: it stays when something is wrong. */
  readonly text: string | undefined
  readonly title: string
  readonly form: FormState
  readonly children: Child
}

function Way({ play, way, text, title, form, children }: WayProps) {
  const { t } = useView()
  const sent = form.values.way
  return (
    <Card title={title} padded>
      <Form
        action={href(paths.playStart, { id: play.id }, { q: text })}
        form={sent === undefined || sent === way ? form : emptyForm}
      >
        <input type="hidden" name="way" value={way} />
        {children}
        <Checkbox
          name="despite"
          label={t('plays:running.start.despite')}
          hint={t('plays:running.start.despiteHint')}
          id={`despite-${title}`}
        />
        <FormActions>
          <Button icon="play">{t('plays:running.start.do')}</Button>
        </FormActions>
      </Form>
    </Card>
  )
}
