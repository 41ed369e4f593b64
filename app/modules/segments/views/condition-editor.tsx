import { Button } from '../../../web/ui/button.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Cluster } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'
import { groupKinds } from '../conditions/condition.ts'
import { describeCondition, type Names } from '../conditions/describe.ts'
import type { Draft, DraftGroup, DraftItem, DraftKept } from '../editor/draft.ts'
import type { RowProblem } from '../editor/fill.ts'
import { ConditionRow, type RowChoices } from './condition-row.tsx'

export interface ConditionEditorProps {
  readonly draft: Draft
  readonly choices: RowChoices
  readonly names: Names
  /** By id of the row. */
  readonly problems: ReadonlyMap<string, RowProblem>
  /** Id of the row that was just added. */
  readonly focus?: string | undefined
}

/** The conditions with everything to change them. Every button sends the form; scripts only make that quicker. */
export function ConditionEditor(props: ConditionEditorProps) {
  const { draft } = props
  const { t } = useView()
  return (
    <div
      class="conditions"
      id="segment-conditions"
      data-action="input->autosubmit#later compositionend->autosubmit#later change->autosubmit#now"
    >
      <Mode name="mode" label={t('segments:form.mode')} value={draft.mode} />
      <div class="form-rows-list">
        {draft.nodes.map(node =>
          node.kind === 'group' ? (
            <GroupRows group={node} editor={props} />
          ) : (
            <Item node={node} group="" editor={props} />
          ),
        )}
      </div>
      <Cluster>
        <Button size="small" icon="plus" name="do" value="add:">
          {t('segments:form.add')}
        </Button>
        <Button size="small" look="quiet" icon="list-plus" name="do" value="group">
          {t('segments:form.addGroup')}
        </Button>
      </Cluster>
    </div>
  )
}

function Mode({ name, label, value }: { readonly name: string; readonly label: string; readonly value: string }) {
  const { t } = useView()
  return (
    <Select
      name={name}
      label={label}
      value={value}
      options={groupKinds.map(kind => ({ value: kind, text: t(`segments:form.${kind}`) }))}
    />
  )
}

function GroupRows({ group, editor }: { readonly group: DraftGroup; readonly editor: ConditionEditorProps }) {
  const { t } = useView()
  const { id } = group
  return (
    <fieldset class="form-part condition-group" id={`condition-${id}`}>
      <legend>{t('segments:form.group')}</legend>
      <input type="hidden" name="node[]" value={id} />
      <input type="hidden" name={`kind.${id}`} value="group" />
      <Mode name={`mode.${id}`} label={t('segments:form.modeIn')} value={group.mode} />
      <div class="form-rows-list">
        {group.nodes.map(node => (
          <Item node={node} group={id} editor={editor} />
        ))}
      </div>
      <Cluster>
        <Button size="small" icon="plus" name="do" value={`add:${id}`}>
          {t('segments:form.add')}
        </Button>
        <Button size="small" look="quiet" icon="x" name="do" value={`remove:${id}`}>
          {t('segments:form.removeGroup')}
        </Button>
      </Cluster>
    </fieldset>
  )
}

interface ItemProps {
  readonly node: DraftItem
  readonly group: string
  readonly editor: ConditionEditorProps
}

function Item({ node, group, editor }: ItemProps) {
  if (node.kind === 'kept') return <Kept node={node} group={group} names={editor.names} />
  return (
    <ConditionRow
      row={node}
      group={group}
      choices={editor.choices}
      problem={editor.problems.get(node.id)}
      focus={editor.focus === node.id}
    />
  )
}

function Kept({ node, group, names }: { readonly node: DraftKept; readonly group: string; readonly names: Names }) {
  const view = useView()
  const { id, condition } = node
  return (
    <div class="form-rows-item" id={`condition-${id}`}>
      <div>
        <input type="hidden" name="node[]" value={id} />
        <input type="hidden" name={`kind.${id}`} value="kept" />
        <input type="hidden" name={`in.${id}`} value={group} />
        <input type="hidden" name={`kept.${id}`} value={JSON.stringify(condition)} />
        <p class="small muted">{view.t('segments:form.kept')}</p>
        <p>
          {view.t(`segments:form.${condition.kind}`)}: {describeCondition(view, condition, names)}
        </p>
      </div>
      <Button look="quiet" icon="x" name="do" value={`remove:${id}`} label={view.t('segments:form.removeGroup')} />
    </div>
  )
}
