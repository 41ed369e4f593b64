import type { PlayTab } from '../../../web/module.ts'
import { Card } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { classes } from '../../../web/ui/tone.ts'
import { useView } from '../../../web/view.ts'
import { findStep } from '../definition/steps.ts'
import { stepSentence } from '../describe/sentences.ts'
import type { PlayNames } from '../describe/telling.ts'
import type { Difference } from '../editor/differences.ts'
import { undoable } from '../editor/draft.ts'
import type { PastChange, PastTurn, PastVersion } from '../editor/history.ts'
import type { ShownPlay } from '../running/shown-play.ts'
import { useChangeWords } from './editor/change-words.ts'
import { PlayFrame } from './running/play-frame.tsx'

interface HistoryPageProps {
  readonly play: ShownPlay
  readonly tabs: readonly PlayTab[]
  readonly versions: readonly PastVersion[]
  readonly turns: readonly PastTurn[]
  readonly changes: readonly PastChange[]
  readonly names: PlayNames
  readonly next: string | undefined
  readonly previous: string | undefined
}

/** What was published when, with what it changed; and who changed the draft. */
export function HistoryPage({ play, tabs, versions, turns, changes, names, next, previous }: HistoryPageProps) {
  const { t } = useView()
  return (
    <PlayFrame play={play} tabs={tabs} title={t('plays:history.title')}>
      {previous ? null : (
        <Card title={t('plays:history.versions')}>
          {versions.length === 0 ? <p class="play-none muted">{t('plays:history.noVersions')}</p> : null}
          {versions.map(version => (
            <Version version={version} about={play.about} names={names} />
          ))}
        </Card>
      )}
      {previous || turns.length === 0 ? null : (
        <Card title={t('plays:history.turns')}>
          <Turns turns={turns} />
        </Card>
      )}
      <Card title={t('plays:history.changes')} note={t('plays:history.undoable', { count: undoable })}>
        {changes.length === 0 ? (
          <EmptyState icon="history" title={t('plays:history.noChanges')} level={3} />
        ) : (
          <Changes play={play} versions={versions} changes={changes} names={names} />
        )}
      </Card>
      <Pagination previous={previous} next={next} shown={changes.length} />
    </PlayFrame>
  )
}

interface VersionProps {
  readonly version: PastVersion
  readonly about: ShownPlay['about']
  readonly names: PlayNames
}

function Version({ version, about, names }: VersionProps) {
  const { t, format } = useView()
  const { number, publishedAt, by, underWay, differences, enrolled } = version
  return (
    <div class="card-part play-version">
      <div class="cluster">
        <h3>{t('plays:history.version', { number })}</h3>
        {enrolled > 0 ? (
          <Tag>{t('plays:history.enrolled', { count: enrolled, n: format.number(enrolled) })}</Tag>
        ) : null}
        <span class="small muted">
          <Time at={publishedAt} /> {by}
        </span>
      </div>
      {differences === undefined ? null : (
        <>
          <p class="small muted">{t(`plays:history.underWay.${underWay}`)}</p>
          <ul class="play-differences">
            {differences.length === 0 ? <li class="muted">{t('plays:history.same')}</li> : null}
            {differences.map(difference => (
              <DifferenceLine difference={difference} about={about} names={names} />
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

const tones = { added: 'good', removed: 'bad', changed: 'accent', moved: 'neutral' } as const

interface DifferenceLineProps extends Omit<VersionProps, 'version'> {
  readonly difference: Difference
}

function DifferenceLine({ difference: { kind, about: what }, about, names }: DifferenceLineProps) {
  const view = useView()
  const { t } = view
  const sentence = (step: Parameters<typeof stepSentence>[2]) => stepSentence(view, about, step, names)
  if (typeof what === 'string') {
    return (
      <li>
        <Tag tone={tones[kind]}>{t(`plays:history.kind.${kind}`)}</Tag> {t(`plays:part.${what}`)}
      </li>
    )
  }
  const [now, was] = [sentence(what.step), what.was && sentence(what.was)]
  return (
    <li>
      <Tag tone={tones[kind]}>{t(`plays:history.kind.${kind}`)}</Tag> {now}
      {kind === 'changed' ? (
        <span class="small muted"> {was === now ? t('plays:history.words') : t('plays:history.was', { was })}</span>
      ) : null}
    </li>
  )
}

function Turns({ turns }: Pick<HistoryPageProps, 'turns'>) {
  const { t } = useView()
  return (
    <ul class="play-changes">
      {turns.map(({ what, at, by, values }) => (
        <li>
          {t(`plays:activity.${what}`, values)}{' '}
          <span class="small muted">
            <Time at={at} /> {by ?? t('plays:history.somebody')}
          </span>
        </li>
      ))}
    </ul>
  )
}

type ChangesProps = Pick<HistoryPageProps, 'play' | 'versions' | 'changes' | 'names'>

function Changes({ play: { about, draft }, versions, changes, names }: ChangesProps) {
  const view = useView()
  const { t } = view
  const words = useChangeWords()
  const definitions = [...(draft ? [draft] : []), ...versions.map(version => version.definition)]
  // As it is now, or was when it was published last.
  const told = ({ part }: PastChange) => {
    const [, id] = /^step-(.+)$/.exec(part ?? '') ?? []
    const step = id === undefined ? undefined : definitions.flatMap(one => findStep(one, id) ?? [])[0]
    return step && stepSentence(view, about, step, names)
  }
  return (
    <ul class="play-changes">
      {changes.map(change => (
        <li>
          <span class={classes(change.undone && 'muted')}>{words(change)}</span>{' '}
          <span class="small muted play-change-told">{told(change)}</span>{' '}
          {change.undone ? <Tag>{t('plays:history.undone')}</Tag> : null}
          <span class="small muted">
            <Time at={change.at} /> {change.by ?? t('plays:history.somebody')}
          </span>
        </li>
      ))}
    </ul>
  )
}
