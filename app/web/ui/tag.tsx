import type { Child } from 'hono/jsx'
import { paths } from '../../paths.ts'
import { useView } from '../view.ts'
import { Icon } from './icon.tsx'
import { classes, type Tone } from './tone.ts'

interface TagProps {
  readonly tone?: Tone | 'accent'
  readonly icon?: string
  readonly children: Child
}

/** A short fact about the thing beside it. */
export function Tag({ tone, icon, children }: TagProps) {
  return (
    <span class={classes('tag', 'num', tone)}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </span>
  )
}

interface ChangeProps {
  /** The change itself, with its sign; 0 says that nothing changed. */
  readonly value: number
  readonly digits?: number
  /** Whether more is better (default), worse, or neither. */
  readonly better?: 'more' | 'less' | 'neither'
  readonly unit?: string
}

/** ▲ 9 or ▼ 21, coloured by whether that is good; the words for screen readers say up or down. */
export function Change({ value, digits = 0, better = 'more', unit = '' }: ChangeProps) {
  const { t, format } = useView()
  const size = `${format.number(Math.abs(value), digits)}${unit}`
  const key = value > 0 ? 'web:ui.change.up' : value < 0 ? 'web:ui.change.down' : 'web:ui.change.none'
  return (
    <span class={classes('num', changeClass(value, better))}>
      <span aria-hidden="true">{value > 0 ? `▲ ${size}` : value < 0 ? `▼ ${size}` : `±${size}`}</span>
      <span class="unseen">{t(key, { size })}</span>
    </span>
  )
}

function changeClass(value: number, better: 'more' | 'less' | 'neither'): string | undefined {
  if (value === 0 || better === 'neither') return undefined
  return value > 0 === (better === 'more') ? 'good-text' : 'bad-text'
}

/** Says that what is shown is the sample company's, not real. After a name in a list, which is a link already. */
export function SampleMark() {
  const { t } = useView()
  return (
    <span class="sample-mark" title={t('web:ui.sample.meaning')}>
      {t('web:ui.sample.mark')}
    </span>
  )
}

/** A name in a list, with the mark when it is of the sample company. */
export function MarkedName({ name, sample }: { readonly name: string; readonly sample: boolean }) {
  return (
    <>
      <bdi>{name}</bdi>
      {sample ? (
        <>
          {' '}
          <SampleMark />
        </>
      ) : null}
    </>
  )
}

/** The same mark where it stands by itself: leads those who are signed in to what the sample is and how to remove it. */
export function SampleLink() {
  const { t, staff } = useView()
  if (!staff) return <SampleMark />
  const mark = t('web:ui.sample.mark')
  const meaning = t('web:ui.sample.open', { mark })
  return (
    <a class="sample-mark" href={paths.sample} title={meaning} aria-label={meaning}>
      {mark}
    </a>
  )
}
