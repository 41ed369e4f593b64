import type { Child } from 'hono/jsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { useView } from '../../../../web/view.ts'
import { flowKinds } from '../../editor/new-step.ts'
import { useSheet } from './context.ts'

const flowIcons = {
  wait: 'hourglass',
  until: 'hourglass',
  branch: 'split',
  split: 'shuffle',
  end: 'circle-stop',
} as const

/** What can be added: what reaches people and the company first, then what steers. */
export function AddFields() {
  const { t } = useView()
  const { names } = useSheet()
  return (
    <>
      <Kinds label={t('plays:editor.addActions')}>
        {[...names.offers.playSteps.values()].map(kind => (
          <Kind
            value={`add:action:${kind.key}`}
            icon={kind.icon}
            label={t(kind.label)}
            hint={kind.hint && t(kind.hint)}
          />
        ))}
      </Kinds>
      <Kinds label={t('plays:editor.addFlow')}>
        {flowKinds.map(kind => (
          <Kind
            value={`add:${kind}`}
            icon={flowIcons[kind]}
            label={t(`plays:flow.${kind}.label`)}
            hint={t(`plays:flow.${kind}.hint`)}
          />
        ))}
      </Kinds>
    </>
  )
}

function Kinds({ label, children }: { readonly label: string; readonly children: Child }) {
  return (
    <fieldset class="play-kinds">
      <legend class="field-label">{label}</legend>
      <div class="play-kinds-list">{children}</div>
    </fieldset>
  )
}

interface KindProps {
  readonly value: string
  readonly icon: string
  readonly label: string
  readonly hint: string | undefined
}

function Kind({ value, icon, label, hint }: KindProps) {
  return (
    <button type="submit" name="do" value={value} class="play-kind">
      <Icon name={icon} />
      <span>
        <strong>{label}</strong>
        {hint ? <span class="small muted">{hint}</span> : null}
      </span>
    </button>
  )
}
