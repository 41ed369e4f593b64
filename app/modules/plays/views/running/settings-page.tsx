import { href, paths } from '../../../../paths.ts'
import type { FormState } from '../../../../web/forms.ts'
import { StaffLayout } from '../../../../web/layout.tsx'
import { Button } from '../../../../web/ui/button.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Copyable } from '../../../../web/ui/copyable.tsx'
import { Field } from '../../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../../web/ui/form.tsx'
import { Stack } from '../../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../../web/ui/page-head.tsx'
import { useView } from '../../../../web/view.ts'
import { wordOf } from '../../../../web/was.ts'
import type { PlaySettings } from '../../running/settings.ts'

interface PlaySettingsPageProps {
  readonly settings: PlaySettings
  /** How many accounts no play reaches. */
  readonly heldOut: number
  /** What webhooks are signed with. */
  readonly secret: string
  readonly form: FormState
}

/** The share that no play reaches, why there is one, and how it is drawn. */
export function PlaySettingsPage({ settings, heldOut, secret, form }: PlaySettingsPageProps) {
  const { t, format } = useView()
  const percent = Math.round(settings.holdout * 1000) / 10
  const drawn = `sha256("${settings.salt}:" + account_id)`
  return (
    <StaffLayout title={t('plays:running.settings.title')} width="narrow">
      <PageHead
        title={t('plays:running.settings.title')}
        breadcrumb={[{ text: t('plays:nav'), href: href(paths.plays) }]}
      />
      <Card title={t('plays:running.settings.holdout')} padded>
        <Stack>
          <p>{t('plays:running.settings.why')}</p>
          <p>{t('plays:running.settings.how')}</p>
          <p class="muted">{t('plays:running.settings.now', { count: heldOut, n: format.number(heldOut) })}</p>
          <Form action={paths.playSettings} form={form}>
            <input type="hidden" name="was" value={wordOf(Math.round(settings.holdout * 1000))} />
            <Field
              name="holdout"
              label={t('plays:running.settings.share')}
              hint={t('plays:running.settings.shareHint')}
              value={percent}
              inputmode="decimal"
              unit="%"
              short
              required
            />
            <FormActions>
              <Button look="primary">{t('plays:running.settings.save')}</Button>
            </FormActions>
          </Form>
        </Stack>
      </Card>
      <Card title={t('plays:running.settings.drawn')} padded>
        <Stack>
          <p>{t('plays:running.settings.drawnText')}</p>
          <Copyable text={drawn} title={t('plays:running.settings.function')} wraps />
          <p class="small muted">{t('plays:running.settings.drawnOwn')}</p>
        </Stack>
      </Card>
      <Card title={t('plays:running.settings.webhooks')} padded>
        <Stack>
          <p>{t('plays:running.settings.webhooksText')}</p>
          <Copyable text={secret} title={t('plays:running.settings.secret')} wraps />
        </Stack>
      </Card>
    </StaffLayout>
  )
}
