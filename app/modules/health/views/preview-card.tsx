import { href, paths } from '../../../paths.ts'
import { Histogram } from '../../../web/chart.tsx'
import type { Offers } from '../../../web/module.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Stat } from '../../../web/ui/stat.tsx'
import { Change, MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { Preview, PreviewExample } from '../editing/preview.ts'
import type { Band } from '../tables.ts'
import { BandTag } from './bands.tsx'
import { nameOfUse } from './measure-words.ts'

/** The element that live updates replace while a model is edited. */
export const previewId = 'model-preview'

export interface PreviewCardProps {
  readonly offers: Offers
  /** What would change; why it is not known: the form is not finished, or it took too long. */
  readonly preview: Preview | 'unfinished' | 'slow'
}

/** What would change if the model were published as it stands in the form. */
export function PreviewCard({ offers, preview }: PreviewCardProps) {
  const { t } = useView()
  return (
    <turbo-frame id={previewId} target="_top">
      <Card title={t('health:preview.title')}>
        {preview === 'unfinished' || preview === 'slow' ? (
          <CardPart>
            <p class="muted">{t(`health:preview.${preview}`)}</p>
          </CardPart>
        ) : preview.total === 0 ? (
          <CardPart>
            <p class="muted">{t('health:preview.nobody')}</p>
          </CardPart>
        ) : (
          <Known preview={preview} offers={offers} />
        )}
      </Card>
    </turbo-frame>
  )
}

interface KnownProps {
  readonly preview: Preview
  readonly offers: Offers
}

function Known({ preview, offers }: KnownProps) {
  const { t, format } = useView()
  const { total, looked, before, after, bands, examples } = preview
  const moved = bands.filter(({ from, to }) => from !== to).reduce((sum, { accounts }) => sum + accounts, 0)
  const shown = { shown: format.number(moved), share: format.percent(moved / looked, 1) }
  return (
    <>
      <CardPart>
        <p>{t('health:preview.moved', { count: moved, ...shown })}</p>
        <p class="small muted">
          {t(looked < total ? 'health:preview.sampled' : 'health:preview.all', {
            count: total,
            total: format.number(total),
            looked: format.number(looked),
          })}
        </p>
      </CardPart>
      <CardPart>
        <p class="small muted">{t('health:preview.spread')}</p>
        <Histogram
          id="preview-spread"
          label={t('health:preview.spread')}
          edges={Array.from({ length: 11 }, (_, i) => i * 10)}
          counts={after}
          before={before}
          words={{ bin: t('health:score'), now: t('health:preview.after'), before: t('health:preview.before') }}
        />
      </CardPart>
      <CardPart>
        <Matrix bands={bands} />
      </CardPart>
      <CardPart>
        <Confidence {...preview.confidence} />
      </CardPart>
      <CardPart>
        <Examples examples={examples} offers={offers} />
      </CardPart>
    </>
  )
}

const order: readonly Band[] = ['good', 'care', 'bad', 'unknown']

/** From which band to which: rows are now, columns are with the model as it stands in the form. */
function Matrix({ bands }: Pick<Preview, 'bands'>) {
  const { t, format } = useView()
  const used = order.filter(band => bands.some(({ from, to }) => from === band || to === band))
  const count = (from: Band, to: Band) => bands.find(pair => pair.from === from && pair.to === to)?.accounts ?? 0
  return (
    <table class="matrix num">
      <caption class="small muted">{t('health:preview.matrix')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('health:preview.now')}</th>
          {used.map(band => (
            <th scope="col">
              <BandTag band={band} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {used.map(from => (
          <tr>
            <th scope="row">
              <BandTag band={from} />
            </th>
            {used.map(to => (
              <td class={from === to ? 'muted' : 'moved'}>
                {from !== to && count(from, to) === 0 ? '–' : format.number(count(from, to))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Confidence({ before, after }: Preview['confidence']) {
  const { t, format } = useView()
  const change = before !== null && after !== null ? Math.round((after - before) * 100) : undefined
  return (
    <Stat
      label={t('health:overview.confidence')}
      value={after === null ? '–' : format.percent(after)}
      {...(change ? { change: <Change value={change} unit="%" /> } : {})}
      note={before === null ? undefined : t('health:preview.confidenceBefore', { share: format.percent(before) })}
    />
  )
}

function Examples({ examples, offers }: { readonly examples: readonly PreviewExample[]; readonly offers: Offers }) {
  const view = useView()
  const { t, format } = view
  if (examples.length === 0) return <p class="muted">{t('health:preview.noExamples')}</p>
  return (
    <>
      <p class="small muted">{t('health:preview.examples')}</p>
      <ul class="stack tight">
        {examples.map(({ accountId, name, sample, before, after, moves }) => (
          <li>
            {/* In another window, so that what is being edited stays. */}
            <a class="link" href={href(paths.accountHealth, { id: accountId })} target="_blank" rel="noopener">
              <MarkedName name={name} sample={sample} />
            </a>{' '}
            <span class="num">
              {format.number(before)} → {format.number(after)}
            </span>{' '}
            <Change value={Math.round(after - before)} />
            <p class="small muted">
              {moves
                .slice(0, 2)
                .map(move =>
                  t('health:why.part', {
                    name: nameOfUse(view, offers, move.measure),
                    change: format.signed(move.change),
                  }),
                )
                .join(t('health:why.and'))}
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}
