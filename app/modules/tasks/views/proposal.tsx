import { href, paths } from '../../../paths.ts'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { RichText } from '../../../web/ui/rich-text.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { TaskRow } from '../queries.ts'
import type { Revision } from '../together/queries.ts'

interface ProposedProps {
  readonly task: TaskRow
  readonly revisions: readonly Revision[]
}

/** What a play asks for: why, how it would be done, and what people made of that. */
export function Proposed({ task, revisions }: ProposedProps) {
  const { t } = useView()
  const enrollment = enrollmentOf(task)
  return (
    <div class="proposed">
      <p class="cluster small">
        <Tag tone="accent" icon="workflow">
          {t('tasks:proposal.fromPlay')}
        </Tag>
        {revisions.length > 0 ? <Tag icon="pencil">{t('tasks:proposal.changed')}</Tag> : null}
        {enrollment === undefined ? null : (
          <a class="link" href={href(paths.enrollment, { id: enrollment })}>
            {t('tasks:proposal.why')}
          </a>
        )}
      </p>
      {task.proposal ? (
        <>
          <h3 class="small muted">{t('tasks:proposal.title')}</h3>
          <RichText text={task.proposal} />
        </>
      ) : null}
      {task.closedAt ? null : <p class="small muted">{t('tasks:proposal.room')}</p>}
      {revisions.length > 0 ? <Changes revisions={revisions} /> : null}
    </div>
  )
}

function Changes({ revisions }: { readonly revisions: readonly Revision[] }) {
  const { t, format } = useView()
  return (
    <Disclosure summary={t('tasks:proposal.before', { count: revisions.length })}>
      <ul class="proposed-before">
        {revisions.map(({ title, proposal, minutes, name, at }) => (
          <li>
            <p class="small muted">
              {t('tasks:proposal.changedBy', { name: name ?? '–' })} <Time at={at} />
            </p>
            <p>
              {title} <span class="num muted small">{format.minutes(minutes)}</span>
            </p>
            {proposal ? <RichText text={proposal} /> : null}
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

/** The enrollment that a task of a play comes from. */
function enrollmentOf({ source, sourceId }: TaskRow): number | undefined {
  const id = source === 'play' ? /^(\d{1,15})\./.exec(sourceId ?? '')?.[1] : undefined
  return id === undefined ? undefined : Number(id)
}
