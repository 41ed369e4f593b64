import { href, paths } from '../../../paths.ts'
import { Button, PostButton } from '../../../web/ui/button.tsx'
import { Checkbox, Choices } from '../../../web/ui/choice.tsx'
import { Dialog } from '../../../web/ui/dialog.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { HiddenFields } from '../../../web/ui/hidden-fields.tsx'
import { Cluster } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'
import type { ListSetting } from '../list/load.ts'
import { type AccountListQuery, columnText, listQueryText } from '../list/query.ts'
import type { SavedView } from '../saved-views/saved-view.ts'
import { columnLabel } from './list-cells.tsx'

interface ColumnsDialogProps {
  readonly query: AccountListQuery
  readonly setting: Pick<ListSetting, 'available' | 'columns'>
}

/** Which columns the list shows. Those shown stay in their order, new ones follow. */
export function ColumnsDialog({ query, setting }: ColumnsDialogProps) {
  const { t } = useView()
  const params = [...new URLSearchParams(listQueryText(query))].filter(([name]) => name !== 'columns')
  const shown = setting.columns
  const ordered = [...shown, ...setting.available.filter(column => !shown.includes(column))]
  return (
    <Dialog id="list-columns" title={t('customers:list.columns')}>
      <Form action={href(paths.accounts)} method="get" more={{ 'data-turbo-frame': '_top' }}>
        <HiddenFields fields={params} />
        <Choices legend={t('customers:list.columnsHint')}>
          {ordered.map(column => (
            <Checkbox
              name="columns"
              value={columnText(column.key)}
              label={columnLabel(t, column)}
              checked={shown.includes(column)}
            />
          ))}
        </Choices>
        <FormActions>
          <Button look="primary">{t('customers:list.columnsApply')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

interface SaveViewDialogProps {
  readonly query: AccountListQuery
  readonly views: readonly SavedView[]
}

/** Keeps the list as it is now under a name, and removes own views. */
export function SaveViewDialog({ query, views }: SaveViewDialogProps) {
  const { t } = useView()
  const own = views.filter(view => view.own)
  return (
    <Dialog id="list-save" title={t('customers:views.save')} size="small">
      <Form action={href(paths.savedViews)} more={{ 'data-turbo-frame': '_top' }}>
        <input type="hidden" name="query" value={listQueryText(query)} />
        <Field
          name="name"
          id="view-name"
          label={t('customers:views.name')}
          hint={t('customers:views.nameHint')}
          maxlength={100}
          required
        />
        <Checkbox name="shared" label={t('customers:views.shared')} />
        <FormActions>
          <Button look="primary">{t('customers:views.saveNow')}</Button>
        </FormActions>
      </Form>
      {own.map(view => (
        <Cluster align="spread">
          <span>
            {view.name} {view.shared ? <span class="small muted">{t('customers:views.isShared')}</span> : null}
          </span>
          <PostButton
            action={href(paths.savedViewRemoval, { id: view.id })}
            look="quiet"
            size="small"
            icon="trash-2"
            label={t('customers:views.remove', { name: view.name })}
            confirm={t('customers:views.removeSure', { name: view.name })}
          />
        </Cluster>
      ))}
    </Dialog>
  )
}
