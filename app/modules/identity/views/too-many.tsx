import { href, paths } from '../../../paths.ts'
import { PlainLayout } from '../../../web/layout.tsx'
import { useView } from '../../../web/view.ts'

/** Says how long to wait after too many failures. */
export function TooManyPage({ text }: { readonly text: string }) {
  const { t } = useView()
  return (
    <PlainLayout
      title={t('identity:tooMany.title')}
      lead={text}
      foot={<a href={href(paths.signIn)}>{t('identity:secondFactor.back')}</a>}
    >
      {null}
    </PlainLayout>
  )
}
