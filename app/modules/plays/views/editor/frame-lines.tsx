import { href, paths } from '../../../../paths.ts'
import { Button } from '../../../../web/ui/button.tsx'
import { useView } from '../../../../web/view.ts'
import { limits } from '../../definition/definition.ts'
import {
  audienceSentence,
  exitSentence,
  holdoutSentence,
  outcomeSentence,
  reentrySentence,
  triggerSentence,
} from '../../describe/sentences.ts'
import { useSheet } from './context.ts'
import { PartIcon, PartLine, PartWords } from './part-line.tsx'

/** The parts that are no steps: what stands in their lines. */
type FramePart =
  | { readonly kind: 'trigger' | 'audience' | 'reentry' | 'outcome' | 'holdout' }
  | { readonly kind: 'exit'; readonly id: string }

interface Line {
  readonly part: FramePart
  readonly icon: string
  readonly label: string
  readonly sentence: string
}

/** What stands in the line of such a part. */
function useFrameLine(part: FramePart): Line {
  const view = useView()
  const { t } = view
  const { play, names } = useSheet()
  const { definition, about } = play
  const line = (icon: string, sentence: string) => ({ part, icon, label: t(`plays:part.${part.kind}`), sentence })
  switch (part.kind) {
    case 'trigger': {
      const kind = definition.trigger && names.offers.playTriggers.get(definition.trigger.kind)
      return line(kind?.icon ?? 'zap', triggerSentence(view, play, names))
    }
    case 'audience':
      return line('users', audienceSentence(view, play, names))
    case 'reentry':
      return line('repeat', reentrySentence(view, definition))
    case 'outcome':
      return line('target', outcomeSentence(view, definition.outcome, names))
    case 'holdout':
      return line('scale', holdoutSentence(view, definition))
    case 'exit': {
      const exit = definition.exits.find(one => one.id === part.id)
      return line('log-out', exit ? exitSentence(view, about, exit, names) : '')
    }
  }
}

/** One of them, with its form when it is open. */
export function FrameLine({ part }: { readonly part: FramePart }) {
  const { label, icon, sentence } = useFrameLine(part)
  return <PartLine part={part} icon={icon} label={label} sentence={sentence} />
}

/** Its words alone, for what changes on an open page. */
export function FrameWords({ part }: { readonly part: FramePart }) {
  const { label, sentence } = useFrameLine(part)
  return <PartWords part={part} label={label} sentence={sentence} />
}

/** Its icon alone. */
export function FrameIcon({ part }: { readonly part: FramePart }) {
  return <PartIcon part={part} icon={useFrameLine(part).icon} />
}

/** Conditions under which somebody leaves, with a way to add one. */
export function Exits() {
  const { t } = useView()
  const { play, mayEdit } = useSheet()
  const { exits } = play.definition
  return (
    <>
      {exits.length === 0 ? <p class="play-none muted">{t('plays:editor.noExits')}</p> : null}
      {exits.map(exit => (
        <FrameLine part={{ kind: 'exit', id: exit.id }} />
      ))}
      {mayEdit && exits.length < limits.exits ? (
        <form method="post" action={href(paths.playDraft, { id: play.id })} class="play-none">
          <input type="hidden" name="part" value="details" />
          <input type="hidden" name="revision" value={play.revision} />
          <Button size="small" look="quiet" icon="plus" name="do" value="exit-add">
            {t('plays:editor.addExit')}
          </Button>
        </form>
      ) : null}
    </>
  )
}
