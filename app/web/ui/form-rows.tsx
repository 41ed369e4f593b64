import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'
import { Button } from './button.tsx'

interface FormRowsProps {
  /** `FormRowItem`s that are there already. */
  readonly children?: Child
  /** One empty `FormRowItem`; `__row__` in its ids and names becomes unique. */
  readonly template: Child
  /** On the button: 「条件を追加する」 */
  readonly add: string
}

/** Rows of a form that can be added and removed. Without scripts, the rows that the server sent remain usable. */
export function FormRows({ children, template, add }: FormRowsProps) {
  return (
    <div class="form-rows" data-controller="rows">
      <div class="form-rows-list" data-rows-target="list">
        {children}
      </div>
      <template data-rows-target="template">{template}</template>
      <div>
        <Button type="button" size="small" icon="plus" more={{ 'data-action': 'rows#add', 'data-rows-target': 'add' }}>
          {add}
        </Button>
      </div>
    </div>
  )
}

/** One row with its button to remove it. */
export function FormRowItem({ children }: { readonly children: Child }) {
  const { t } = useView()
  return (
    <div class="form-rows-item" data-rows-target="row">
      <div class="form-row">{children}</div>
      <Button
        type="button"
        look="quiet"
        icon="x"
        label={t('web:ui.form.remove')}
        more={{ 'data-action': 'rows#remove' }}
      />
    </div>
  )
}
