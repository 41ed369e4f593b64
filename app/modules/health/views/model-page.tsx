import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import type { Offers } from '../../../web/module.ts'
import { progressHref } from '../../../web/progress-stream.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Cols, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Stat } from '../../../web/ui/stat.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { differences } from '../editing/difference.ts'
import type { Model, Version } from '../models.ts'
import { type Recomputation, settledRecomputation } from '../recomputation.ts'
import type { ScoredMeasure } from '../scoring/definition.ts'
import { BandTag } from './bands.tsx'
import { differenceWords, scaleWords } from './difference-words.ts'
import { nameOfUse } from './measure-words.ts'
import { RecomputationPanel } from './recomputation-panel.tsx'

interface ModelPageProps {
  readonly offers: Offers
  readonly model: Model
  /** Name of the segment it is for; undefined for everybody else. */
  readonly segment: string | undefined
  readonly versions: readonly Version[]
  /** Names of people by id. */
  readonly people: ReadonlyMap<string, string>
  readonly current: Recomputation | undefined
  readonly done: Recomputation | undefined
  readonly mayEdit: boolean
}

/** What a model measures, and how it came to be so. */
export function ModelPage(props: ModelPageProps) {
  const { t } = useView()
  const { model, segment, mayEdit, current } = props
  return (
    <StaffLayout title={model.name} live={progressHref(paths.healthStream, settledRecomputation(props))} width="wide">
      <PageHead
        title={model.name}
        breadcrumb={[
          { text: t('health:title'), href: href(paths.healthOverview) },
          { text: t('health:tabs.models'), href: href(paths.healthModels) },
        ]}
        lead={segment === undefined ? t('health:model.forEverybody') : t('health:model.forSegment', { segment })}
        actions={mayEdit ? <Actions model={model} /> : undefined}
      />
      <RecomputationPanel current={current} />
      <Cols aside={<BandsCard model={model} />} asideLabel={t('health:model.bands')}>
        <Stack>
          <MeasuresCard {...props} />
          <VersionsCard {...props} />
        </Stack>
      </Cols>
    </StaffLayout>
  )
}

function Actions({ model }: { readonly model: Model }) {
  const { t } = useView()
  const { id, name } = model
  return (
    <>
      {model.segmentId === null ? null : (
        <PostButton
          action={href(paths.healthModelArchive, { id })}
          look="danger"
          confirm={t('health:model.archiveQuestion', { name })}
        >
          {t('health:model.archive')}
        </PostButton>
      )}
      <LinkButton href={href(paths.healthModelEdit, { id })} look="primary" icon="pencil">
        {t('health:model.edit')}
      </LinkButton>
    </>
  )
}

function MeasuresCard({ offers, model }: ModelPageProps) {
  const view = useView()
  const { t, format } = view
  const { measures } = model.definition
  const total = measures.reduce((sum, measure) => sum + measure.weight, 0)
  const columns: readonly Column<ScoredMeasure>[] = [
    {
      key: 'name',
      label: t('health:model.measure'),
      leading: true,
      value: measure => nameOfUse(view, offers, measure),
    },
    { key: 'scale', label: t('health:model.scale'), value: measure => scaleWords(view, offers, measure) },
    {
      key: 'weight',
      label: t('health:model.weight'),
      numeric: true,
      value: measure => (
        <>
          {format.number(measure.weight, 1)} <span class="muted">({format.percent(measure.weight / total)})</span>
        </>
      ),
    },
  ]
  return (
    <Card title={t('health:model.measures')} note={t('health:models.number', { number: model.number })}>
      <DataTable caption={t('health:model.measures')} columns={columns} rows={measures} empty={null} />
      <CardPart>
        <p class="small muted">{t('health:model.missingNote')}</p>
      </CardPart>
    </Card>
  )
}

function BandsCard({ model }: { readonly model: Model }) {
  const { t, format } = useView()
  const { good, care } = model.definition.bands
  return (
    <Card title={t('health:model.bands')} padded>
      <Stat label={<BandTag band="good" />} value={t('health:model.from', { score: format.number(good, 1) })} />
      <Stat label={<BandTag band="care" />} value={t('health:model.from', { score: format.number(care, 1) })} />
      <Stat label={<BandTag band="bad" />} value={t('health:model.below', { score: format.number(care, 1) })} />
    </Card>
  )
}

function VersionsCard({ offers, versions, people }: ModelPageProps) {
  const view = useView()
  const { t } = view
  return (
    <Card title={t('health:model.versions')}>
      {versions.map((version, i) => {
        const before = versions[i + 1]
        const changed = before ? differences(before.definition, version.definition) : []
        const by = people.get(version.publishedBy ?? '')
        return (
          <CardPart>
            <p>
              <b>{t('health:models.number', { number: version.number })}</b>{' '}
              <span class="muted small">
                <Time at={version.publishedAt} as="exact" /> {by}
              </span>
            </p>
            {version.note ? <p>{version.note}</p> : null}
            {changed.length > 0 ? (
              <ul class="small">
                {changed.map(one => (
                  <li>{differenceWords(view, offers, one)}</li>
                ))}
              </ul>
            ) : (
              <p class="small muted">{t(before ? 'health:difference.none' : 'health:difference.first')}</p>
            )}
          </CardPart>
        )
      })}
    </Card>
  )
}
