import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Cluster } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { MarkedName, Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { SuggestedPair } from '../accounts/duplicate-list.ts'

/** Accounts and contacts that may be the same, to be merged or left alone. */
export function DuplicatesPage({ pairs }: { readonly pairs: readonly SuggestedPair[] }) {
  const { t } = useView()
  return (
    <StaffLayout title={t('customers:duplicates.title')}>
      <PageHead
        title={t('customers:duplicates.title')}
        breadcrumb={[{ text: t('customers:list.title'), href: href(paths.accounts) }]}
        lead={t('customers:duplicates.lead')}
        actions={
          <>
            {pairs.length > 0 ? (
              <LinkButton href={href(paths.duplicatesExport)} icon="download" download>
                {t('customers:duplicates.export')}
              </LinkButton>
            ) : null}
            <PostButton action={href(paths.duplicateSearch)} icon="search">
              {t('customers:duplicates.search')}
            </PostButton>
          </>
        }
      />
      <Card label={t('customers:duplicates.title')}>
        {pairs.length === 0 ? (
          <EmptyState icon="check" title={t('customers:duplicates.none')}>
            {t('customers:duplicates.noneHow')}
          </EmptyState>
        ) : (
          pairs.map(pair => <Pair pair={pair} />)
        )}
      </Card>
    </StaffLayout>
  )
}

function Pair({ pair }: { readonly pair: SuggestedPair }) {
  const { t } = useView()
  const { subject, id, otherId } = pair
  const merge = href(subject === 'account' ? paths.accountMerge : paths.contactMerge, { id }, { with: `#${otherId}` })
  return (
    <CardPart>
      <Cluster align="spread">
        <div>
          <One subject={subject} id={id} name={pair.name} detail={pair.detail} sample={pair.sample} />
          <One
            subject={subject}
            id={otherId}
            name={pair.otherName}
            detail={pair.otherDetail}
            sample={pair.otherSample}
          />
          <Tag>{t(`customers:duplicates.reason.${pair.reason}`)}</Tag>
        </div>
        <Cluster>
          <LinkButton size="small" icon="merge" href={merge}>
            {t('customers:duplicates.merge')}
          </LinkButton>
          <PostButton
            size="small"
            look="quiet"
            action={href(paths.duplicateDismissals)}
            fields={{ subject, id, otherId }}
          >
            {t('customers:duplicates.dismiss')}
          </PostButton>
        </Cluster>
      </Cluster>
    </CardPart>
  )
}

interface OneProps {
  readonly subject: SuggestedPair['subject']
  readonly id: number
  readonly name: string
  readonly detail: string | null
  readonly sample: boolean
}

function One({ subject, id, name, detail, sample }: OneProps) {
  return (
    <p>
      <a href={href(subject === 'account' ? paths.account : paths.contact, { id })}>
        <MarkedName name={name} sample={sample} />
      </a>{' '}
      <span class="small muted">
        <bdi>{detail ?? ''}</bdi> #{id}
      </span>
    </p>
  )
}
