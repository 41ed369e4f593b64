import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { EditedPlay } from '../editor/sheet.ts'
import { AccountSearch, type FoundAccount } from './editor/account-search.tsx'

interface PreviewSearchPageProps {
  readonly play: Pick<EditedPlay, 'id' | 'name'>
  readonly step: string
  readonly q: string
  readonly found: readonly FoundAccount[]
}

/** Choosing the account for which texts are filled in; with scripts only its frame is taken into the editor. */
export function PreviewSearchPage({ play, step, q, found }: PreviewSearchPageProps) {
  const { t } = useView()
  return (
    <StaffLayout title={t('plays:preview.other')}>
      <PageHead
        title={t('plays:preview.other')}
        breadcrumb={[
          { text: t('plays:nav'), href: href(paths.plays) },
          { text: play.name, href: href(paths.playEdit, { id: play.id }) },
        ]}
      />
      <Card label={t('plays:preview.other')} padded>
        <AccountSearch play={play.id} step={step} q={q} found={found} />
      </Card>
    </StaffLayout>
  )
}
