import { href, paths } from '../../../paths.ts'
import { PlainLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'
import type { Reader } from '../suppression/unsubscribe.ts'
import { masked } from './masked.ts'

interface UnsubscribePageProps {
  readonly token: string
  readonly reader: Reader | undefined
}

/** What somebody sees who followed the link at the foot of a mail: whose mail it is, and a button that stops it. */
export function UnsubscribePage({ token, reader }: UnsubscribePageProps) {
  const { t, company } = useView()
  const known = reader?.address ? { address: masked(reader.address), company: company.name } : undefined
  const state = !reader ? 'unknown' : !known ? 'erased' : (reader.suppressed ?? 'asked')
  if (!reader || !known) {
    return (
      <PlainLayout
        title={t('messages:unsubscribe.title')}
        lead={t(`messages:unsubscribe.${state === 'erased' ? 'erased' : 'unknown'}`)}
      >
        {null}
      </PlainLayout>
    )
  }
  if (state === 'asked') {
    return (
      <PlainLayout title={t('messages:unsubscribe.title')} lead={t('messages:unsubscribe.asked', known)}>
        <Stack>
          <form method="post" action={href(paths.unsubscribeConfirmation, { token })}>
            <Button look="primary" block>
              {t('messages:unsubscribe.confirm')}
            </Button>
          </form>
          <p class="muted small">{t('messages:unsubscribe.stays')}</p>
        </Stack>
      </PlainLayout>
    )
  }
  return (
    <PlainLayout
      title={t('messages:unsubscribe.title')}
      heading={t('messages:unsubscribe.doneTitle')}
      lead={t('messages:unsubscribe.done', known)}
    >
      {state === 'unsubscribed' ? (
        <form method="post" action={href(paths.unsubscribeReturn, { token })}>
          <p class="muted small">{t('messages:unsubscribe.mistake')}</p>
          <Button>{t('messages:unsubscribe.back')}</Button>
        </form>
      ) : null}
    </PlainLayout>
  )
}
