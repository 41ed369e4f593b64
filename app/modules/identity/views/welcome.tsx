import { href, paths } from '../../../paths.ts'
import { PlainLayout } from '../../../web/layout.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'

/** How to begin: with the sample company, with a file, or with one's own app. */
export function WelcomePage() {
  const { t } = useView()
  return (
    <PlainLayout
      title={t('identity:welcome.title')}
      lead={t('identity:welcome.lead')}
      wide
      foot={
        <>
          <a href={href(paths.staff)}>{t('identity:welcome.invite')}</a>
          <a href={href(paths.today)}>{t('identity:welcome.skip')}</a>
        </>
      }
    >
      <Stack>
        <Card title={t('identity:welcome.sampleTitle')} padded>
          <Stack>
            <p>{t('identity:welcome.sampleText')}</p>
            <div>
              <PostButton action={href(paths.sample)} look="primary" icon="flask-conical">
                {t('identity:welcome.sampleAction')}
              </PostButton>
            </div>
          </Stack>
        </Card>
        <Card title={t('identity:welcome.importTitle')} padded>
          <Stack>
            <p>{t('identity:welcome.importText')}</p>
            <div>
              <LinkButton href={href(paths.importNew)} icon="file-up">
                {t('identity:welcome.importAction')}
              </LinkButton>
            </div>
          </Stack>
        </Card>
        <Card title={t('identity:welcome.connectTitle')} padded>
          <Stack>
            <p>{t('identity:welcome.connectText')}</p>
            <div>
              <LinkButton href={href(paths.connect)} icon="plug">
                {t('identity:welcome.connectAction')}
              </LinkButton>
            </div>
          </Stack>
        </Card>
      </Stack>
    </PlainLayout>
  )
}
