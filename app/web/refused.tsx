import { flash } from './flash.ts'
import type { FormValues } from './forms.ts'
import type { TextKey } from './i18n.ts'
import { PlainLayout } from './layout.tsx'
import { page } from './page.tsx'
import type { RequestContext } from './routes.ts'
import { LinkButton } from './ui/button.tsx'
import { Card } from './ui/card.tsx'
import { TextArea } from './ui/field.tsx'
import { Stack } from './ui/layout-parts.tsx'
import { useView } from './view.ts'

interface Refusal {
  readonly key: TextKey
  /** 409 when somebody else was first, 422 when it was wrong. */
  readonly status: 409 | 422
  /** Where it was said. */
  readonly back: string
  readonly values: FormValues
}

/**
 * Refuses what was said in a form that has no page of its own: it is told where it was said. When there was a note, it is
 * shown with the reason instead, so that no words are lost.
 */
export function refuse(c: RequestContext, { key, status, back, values }: Refusal): Response {
  const note = noteIn(values)
  if (note !== '') return page(c, <RefusedPage reason={key} back={back} note={note} />, status)
  flash(c, 'bad', key)
  return c.redirect(back, 303)
}

/** The words in a form that are worth keeping. */
export function noteIn({ note }: FormValues): string {
  return typeof note === 'string' ? note.trim() : ''
}

interface RefusedPageProps {
  readonly reason: TextKey
  readonly back: string
  readonly note: string
}

function RefusedPage({ reason, back, note }: RefusedPageProps) {
  const { t } = useView()
  return (
    <PlainLayout title={t('web:refused.title')} lead={t(reason)}>
      <Card label={t('web:refused.note')} padded>
        <Stack>
          <TextArea name="note" label={t('web:refused.note')} hint={t('web:refused.hint')} value={note} />
          <LinkButton look="primary" href={back}>
            {t('web:refused.back')}
          </LinkButton>
        </Stack>
      </Card>
    </PlainLayout>
  )
}
