import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import { touchKinds } from '../mix.ts'
import type { TouchModel } from '../models.ts'
import { NoModels } from './overview-page.tsx'
import { TouchTabs } from './touch-tabs.tsx'
import { nameOf, sharesInWords } from './words.ts'

interface ModelsPageProps {
  readonly models: readonly TouchModel[]
  readonly segments: ReadonlyMap<number, string>
  readonly accounts: ReadonlyMap<number, number>
  readonly mayEdit: boolean
}

/** All touch models in the order in which they are tried. */
export function ModelsPage(props: ModelsPageProps) {
  const { t } = useView()
  const { models, mayEdit } = props
  const title = t('touch:models.title')
  return (
    <StaffLayout title={title} width="wide">
      <PageHead
        title={title}
        breadcrumb={[{ text: t('touch:title'), href: href(paths.touch) }]}
        lead={t('touch:models.lead')}
        actions={
          mayEdit && models.length > 0 ? (
            <LinkButton href={href(paths.touchModelNew)} look="primary" icon="plus">
              {t('touch:models.new')}
            </LinkButton>
          ) : undefined
        }
      />
      <TouchTabs />
      {models.length === 0 ? (
        <NoModels mayEdit={mayEdit} />
      ) : (
        <Card title={title} note={t('touch:models.order')}>
          <DataTable
            caption={title}
            columns={useColumns(props)}
            rows={models}
            href={model => href(paths.touchModel, { id: model.id })}
            empty={null}
          />
        </Card>
      )}
    </StaffLayout>
  )
}

function useColumns({ models, segments, accounts, mayEdit }: ModelsPageProps): readonly Column<TouchModel>[] {
  const { t, format } = useView()
  const columns: readonly Column<TouchModel>[] = [
    {
      key: 'name',
      label: t('touch:list.model'),
      leading: true,
      value: model => <MarkedName name={model.name} sample={model.sample} />,
    },
    {
      key: 'segment',
      label: t('touch:models.segment'),
      value: model =>
        model.segmentId === null ? t('touch:models.everybodyElse') : (segments.get(model.segmentId) ?? '–'),
    },
    { key: 'mix', label: t('touch:models.mix'), value: model => <MixWords model={model} /> },
    {
      key: 'minutes',
      label: t('touch:models.minutes'),
      numeric: true,
      value: model => format.minutes(model.minutes),
    },
    {
      key: 'accounts',
      label: t('touch:list.accounts'),
      numeric: true,
      value: model => format.number(accounts.get(model.id) ?? 0),
    },
  ]
  const ordered = models.filter(model => model.segmentId !== null)
  if (!mayEdit || ordered.length < 2) return columns
  return [
    ...columns,
    { key: 'order', label: t('touch:models.place'), value: model => <Order model={model} among={ordered} /> },
  ]
}

/** The shares in words; without any, the kinds that have a purpose. */
function MixWords({ model }: { readonly model: TouchModel }) {
  const view = useView()
  const { t, format } = view
  const { shares, purposes } = model
  if (shares) return <>{sharesInWords(view, shares)}</>
  return <>{format.list(touchKinds.filter(kind => purposes[kind] !== '').map(kind => t(nameOf(kind))))}</>
}

function Order({ model, among }: { readonly model: TouchModel; readonly among: readonly TouchModel[] }) {
  const { t } = useView()
  const place = among.indexOf(model)
  if (place < 0) return null
  const move = (to: 'earlier' | 'later') => (
    <PostButton
      action={href(paths.touchModelOrder, { id: model.id }, { to })}
      size="small"
      look="quiet"
      icon={to === 'earlier' ? 'arrow-up' : 'arrow-down'}
      label={t(`touch:models.${to}`, { name: model.name })}
    />
  )
  return (
    <span class="cluster">
      {place > 0 ? move('earlier') : null}
      {place < among.length - 1 ? move('later') : null}
    </span>
  )
}
