import type { Child } from 'hono/jsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { classes } from '../../../../web/ui/tone.ts'
import { useView } from '../../../../web/view.ts'
import type { Problem } from '../../definition/problem.ts'
import { type Part, partText } from '../../editor/part.ts'
import { editorHref, isOpen, partId, useProblemsAt, useSheet } from './context.ts'
import { OpenForm } from './open-form.tsx'
import { StepPreview } from './preview.tsx'

interface PartLineProps {
  readonly part: Part
  readonly icon: string
  /** What the part is, where its sentence does not say so. */
  readonly label?: string
  readonly sentence: string
  /** Beside it, such as how many take a path. */
  readonly children?: Child
}

/** One part of a play in a sentence; a click opens its form in place. */
export function PartLine(props: PartLineProps) {
  const { part, children } = props
  const sheet = useSheet()
  const open = isOpen(sheet, part)
  return (
    <section class={classes('play-part', open && 'open')} id={partId(part)}>
      <PartHead {...props} />
      {open ? (
        <>
          <OpenForm part={part} />
          <StepPreview part={part} />
        </>
      ) : null}
      {children}
    </section>
  )
}

/** The id of what the line says. */
export const wordsId = (part: Part) => `words-${partText(part)}`

/** The line of a part: its sentence, and what is wrong with it. */
function PartHead({ part, icon, label, sentence }: PartLineProps) {
  const { t } = useView()
  const sheet = useSheet()
  const open = isOpen(sheet, part)
  const words = (
    <>
      <PartIcon part={part} icon={icon} />
      <PartWords part={part} label={label} sentence={sentence} />
    </>
  )
  if (!sheet.mayEdit) {
    return (
      <div class="play-part-head" id={`head-${partText(part)}`}>
        {words}
      </div>
    )
  }
  return (
    <a
      class="play-part-head"
      id={`head-${partText(part)}`}
      href={open ? editorHref(sheet.play.id, undefined) : editorHref(sheet.play.id, part)}
      aria-expanded={open ? 'true' : 'false'}
      title={t(open ? 'plays:editor.close' : 'plays:editor.open')}
    >
      {words}
      <Icon name={open ? 'chevron-up' : 'pencil'} />
    </a>
  )
}

/** The id of the icon of a line. */
export const iconId = (part: Part) => `icon-${partText(part)}`

/** The icon of a line: of a trigger it changes with its kind. */
export function PartIcon({ part, icon }: Pick<PartLineProps, 'part' | 'icon'>) {
  return (
    <span class="play-part-icon" id={iconId(part)}>
      <Icon name={icon} />
    </span>
  )
}

type PartWordsProps = Pick<PartLineProps, 'part' | 'sentence'> & { readonly label: string | undefined }

/** What the line says; the same whether the part is open, since it may have been closed when this arrives. */
export function PartWords({ part, label, sentence }: PartWordsProps) {
  return (
    <span class="play-part-words" id={wordsId(part)}>
      {label ? <span class="play-part-label">{label}</span> : null}
      <span class="play-part-sentence">{sentence}</span>
      <ProblemWords problems={useProblemsAt(part)} />
    </span>
  )
}

function ProblemWords({ problems }: { readonly problems: readonly Problem[] }) {
  const { t } = useView()
  if (problems.length === 0) return null
  const [first] = problems
  const words = first ? t(first.text, first.values) : ''
  const more = problems.length > 1 ? t('plays:editor.moreProblems', { count: problems.length - 1 }) : ''
  const bad = problems.some(problem => problem.severity === 'error')
  return (
    <span class={classes('play-part-problem', bad ? 'bad' : 'care')}>
      <Icon name={bad ? 'circle-alert' : 'triangle-alert'} size="small" />
      <span>
        {words} {more}
      </span>
    </span>
  )
}
