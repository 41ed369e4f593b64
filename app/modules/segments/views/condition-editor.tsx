import { Button } from '../../../web/ui/button.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Cluster } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'
import type { About } from '../about.ts'
import { groupKinds } from '../conditions/condition.ts'
import { describeCondition, type Names } from '../conditions/describe.ts'
import type { Desk } from '../editor/desk.ts'
import { aboutIn, type Draft, type DraftGroup, type DraftItem, type DraftKept } from '../editor/draft.ts'
import type { RowProblem } from '../editor/fill.ts'
import { ConditionRow, choicesFor } from './condition-row.tsx'

export interface ConditionEditorProps {
  readonly draft: Draft
  readonly desk: Desk
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
            <Item node={node} group={undefined} editor={props} />
          ),
        )}
      </div>
      <Cluster>
        <Button size="small" icon="plus" name="do" value="add:">
          {t('segments:form.add')}
        </Button>
        {draft.about === 'contact' ? (
          <Button size="small" icon="building-2" name="do" value="accounts">
            {t('segments:form.addAccounts')}
          </Button>
        ) : null}
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
      <legend>{t(group.accounts === undefined ? 'segments:form.group' : 'segments:form.groupAccounts')}</legend>
      <input type="hidden" name="node[]" value={id} />
      <input type="hidden" name={`kind.${id}`} value="group" />
      {group.accounts === undefined ? null : <Accounts id={id} value={group.accounts} />}
      <Mode
        name={`mode.${id}`}
        label={t(group.accounts === undefined ? 'segments:form.modeIn' : 'segments:form.modeAccounts')}
        value={group.mode}
      />
      <div class="form-rows-list">
        {group.nodes.map(node => (
          <Item node={node} group={group} editor={editor} />
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

/** Whether one of the contact's accounts has to meet what follows, or none may. */
function Accounts({ id, value }: { readonly id: string; readonly value: 'one' | 'none' }) {
  const { t } = useView()
  return (
    <Select
      name={`accounts.${id}`}
      label={t('segments:form.accounts')}
      value={value}
      options={(['one', 'none'] as const).map(one => ({ value: one, text: t(`segments:form.accountsAre.${one}`) }))}
    />
  )
}

interface ItemProps {
  readonly node: DraftItem
  readonly group: DraftGroup | undefined
  readonly editor: ConditionEditorProps
}

function Item({ node, group, editor }: ItemProps) {
  const about = aboutIn(editor.draft, group)
  const place = { group: group?.id ?? '', problem: editor.problems.get(node.id) }
  if (node.kind === 'kept') return <Kept node={node} about={about} names={editor.desk.names} {...place} />
  return (
    <ConditionRow row={node} choices={choicesFor(editor.desk, about)} focus={editor.focus === node.id} {...place} />
  )
}

interface KeptProps {
  readonly node: DraftKept
  readonly group: string
  readonly about: About
  readonly names: Names
  readonly problem: RowProblem | undefined
}

function Kept({ node, group, about, names, problem }: KeptProps) {
  const view = useView()
  const { id, condition } = node
  const text = describeCondition(view, condition, about, names)
  return (
    <div class="form-rows-item" id={`condition-${id}`}>
      <div>
        <input type="hidden" name="node[]" value={id} />
        <input type="hidden" name={`kind.${id}`} value="kept" />
        <input type="hidden" name={`in.${id}`} value={group} />
        <input type="hidden" name={`kept.${id}`} value={JSON.stringify(condition)} />
        <p class="small muted">{view.t('segments:form.kept')}</p>
        <p>{condition.kind === 'accounts' ? text : `${view.t(`segments:form.${condition.kind}`)}: ${text}`}</p>
        {problem ? (
          <p class="bad-text small" role="alert">
            {view.t(`segments:error.${problem}`)}
          </p>
        ) : null}
      </div>
      <Button look="quiet" icon="x" name="do" value={`remove:${id}`} label={view.t('segments:form.removeGroup')} />
    </div>
  )
}
