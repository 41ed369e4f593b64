import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Form, FormRow } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { PlayStateTag } from '../../plays/index.ts'
import type { PlayName } from '../queries.ts'

interface PlaysProps {
  readonly hypothesisId: number
  /** All that are linked, or could be. */
  readonly plays: readonly PlayName[]
  readonly form: FormState
}

/** Plays that stand on the hypothesis or try it. */
export function Plays({ hypothesisId, plays, form }: PlaysProps) {
  const { t } = useView()
  const namedWithState = ({ name, state }: PlayName) =>
    t('hypotheses:plays.named', { name, state: t(`plays:running.state.${state}`) })
  const linked = plays.filter(play => play.linked)
  const free = plays.filter(play => !play.linked)
  return (
    <Card title={t('hypotheses:plays.title')}>
      {linked.length === 0 ? (
        <CardPart>
          <p class="muted">{t('hypotheses:plays.none')}</p>
        </CardPart>
      ) : null}
      {linked.map(({ id, name, state }) => (
        <CardPart>
          <div class="cluster spread">
            <a class="link" href={href(paths.play, { id })}>
              {name}
            </a>
            <PlayStateTag state={state} />
            <form method="post" action={href(paths.hypothesisPlayRemoval, { id: hypothesisId })} class="inline-form">
              <input type="hidden" name="playId" value={id} />
              <Button look="quiet" size="small" icon="x" label={t('hypotheses:plays.unlink', { name })} />
            </form>
          </div>
        </CardPart>
      ))}
      {free.length > 0 ? (
        <CardPart>
          <Form action={href(paths.hypothesisPlays, { id: hypothesisId })} form={form}>
            <FormRow>
              <Select
                name="playId"
                label={t('hypotheses:plays.add')}
                empty={t('hypotheses:plays.empty')}
                options={free.map(play => ({ value: String(play.id), text: namedWithState(play) }))}
              />
              <Button>{t('hypotheses:plays.link')}</Button>
            </FormRow>
          </Form>
        </CardPart>
      ) : null}
    </Card>
  )
}
