import { href, paths } from '../../../paths.ts'
import { PlainLayout } from '../../../web/layout.tsx'
import { useView } from '../../../web/view.ts'

/** Says that an invitation's link does not work, and what to do. */
export function LinkOverPage() {
  const { t } = useView()
  return (
    <PlainLayout
      title={t('identity:invitation.overTitle')}
      lead={t('identity:invitation.over')}
      foot={<a href={href(paths.signIn)}>{t('identity:secondFactor.back')}</a>}
    >
      {null}
    </PlainLayout>
  )
}
