import { Button } from '../../../web/ui/button.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { FieldError } from '../../../web/ui/field.tsx'
import { Cluster } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'
import type { About } from '../about.ts'
import { groupKinds } from '../conditions/condition.ts'
import { describeCondition, type Names } from '../conditions/describe.ts'
import type { Desk } from '../editor/desk.ts'
import { aboutIn, type Draft, type DraftGroup, type DraftItem, type DraftKept } from '../editor/draft.ts'
import type { RowProblem } from '../editor/fill.ts'
import { ConditionRow, choicesFor } from './condition-row.tsx'
import { PrefixContext, useNaming } from './naming.ts'

export interface ConditionFieldProps {
  readonly draft: Draft
  readonly desk: Desk
  /** By id of the row. */
  readonly problems: ReadonlyMap<string, RowProblem>
  /** With what all of its names begin, such as `audience.`; none where it is the only one of its form. */
  readonly prefix?: string | undefined
  /** Id of the row that was just added. */
  readonly focus?: string | undefined
  /** Words: what is wrong with the condition as a whole. */
  readonly error?: string | undefined
}

/** Id of the element that has a condition's rows and buttons. */
export const conditionId = (prefix: string) => `${prefix}conditions`

/**
 * A condition with everything to change it. Every button sends the form; in a form that sends itself (`autosubmit`), so does
 * every change.
 */
export function ConditionField(props: ConditionFieldProps) {
  const { draft, prefix = '', error } = props
  return (
    <PrefixContext.Provider value={prefix}>
      <div
        class="conditions"
        id={conditionId(prefix)}
        data-action="input->autosubmit#later compositionend->autosubmit#later change->autosubmit#now"
      >
        <Nodes {...props} />
        <Cluster>
          <Adding about={draft.about} />
        </Cluster>
        <FieldError id={conditionId(prefix)} error={error} />
      </div>
    </PrefixContext.Provider>
  )
}

function Nodes(props: ConditionFieldProps) {
  const { draft } = props
  const { t } = useView()
  const named = useNaming()
  if (draft.nodes.length === 0) return <input type="hidden" name={named('mode')} value={draft.mode} />
  return (
    <>
      <Mode name={named('mode')} label={t('segments:form.mode')} value={draft.mode} />
      <div class="form-rows-list">
        {draft.nodes.map(node =>
          node.kind === 'group' ? (
            <GroupRows group={node} editor={props} />
          ) : (
            <Item node={node} group={undefined} editor={props} />
          ),
        )}
      </div>
    </>
  )
}

function Adding({ about }: { readonly about: About }) {
  const { t } = useView()
  const named = useNaming()
  return (
    <>
      <Button size="small" icon="plus" name="do" value={named('add:')}>
        {t('segments:form.add')}
      </Button>
      {about === 'contact' ? (
        <Button size="small" icon="building-2" name="do" value={named('accounts')}>
          {t('segments:form.addAccounts')}
        </Button>
      ) : null}
      <Button size="small" look="quiet" icon="list-plus" name="do" value={named('group')}>
        {t('segments:form.addGroup')}
      </Button>
    </>
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

function GroupRows({ group, editor }: { readonly group: DraftGroup; readonly editor: ConditionFieldProps }) {
  const { t } = useView()
  const named = useNaming()
  const { id } = group
  return (
    <fieldset class="form-part condition-group" id={named(`condition-${id}`)}>
      <legend>{t(group.accounts === undefined ? 'segments:form.group' : 'segments:form.groupAccounts')}</legend>
      <input type="hidden" name={named('node[]')} value={id} />
      <input type="hidden" name={named(`kind.${id}`)} value="group" />
      {group.accounts === undefined ? null : <Accounts id={id} value={group.accounts} />}
      <Mode
        name={named(`mode.${id}`)}
        label={t(group.accounts === undefined ? 'segments:form.modeIn' : 'segments:form.modeAccounts')}
        value={group.mode}
      />
      <div class="form-rows-list">
        {group.nodes.map(node => (
          <Item node={node} group={group} editor={editor} />
        ))}
      </div>
      <Cluster>
        <Button size="small" icon="plus" name="do" value={named(`add:${id}`)}>
          {t('segments:form.add')}
        </Button>
        <Button size="small" look="quiet" icon="x" name="do" value={named(`remove:${id}`)}>
          {t('segments:form.removeGroup')}
        </Button>
      </Cluster>
    </fieldset>
  )
}

/** Whether one of the contact's accounts has to meet what follows, or none may. */
function Accounts({ id, value }: { readonly id: string; readonly value: 'one' | 'none' }) {
  const { t } = useView()
  const named = useNaming()
  return (
    <Select
      name={named(`accounts.${id}`)}
      label={t('segments:form.accounts')}
      value={value}
      options={(['one', 'none'] as const).map(one => ({ value: one, text: t(`segments:form.accountsAre.${one}`) }))}
    />
  )
}

interface ItemProps {
  readonly node: DraftItem
  readonly group: DraftGroup | undefined
  readonly editor: ConditionFieldProps
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
  const named = useNaming()
  const { id, condition } = node
  const text = describeCondition(view, condition, about, names)
  return (
    <div class="form-rows-item" id={named(`condition-${id}`)}>
      <div>
        <input type="hidden" name={named('node[]')} value={id} />
        <input type="hidden" name={named(`kind.${id}`)} value="kept" />
        <input type="hidden" name={named(`in.${id}`)} value={group} />
        <input type="hidden" name={named(`kept.${id}`)} value={JSON.stringify(condition)} />
        <p class="small muted">{view.t('segments:form.kept')}</p>
        <p>{condition.kind === 'accounts' ? text : `${view.t(`segments:form.${condition.kind}`)}: ${text}`}</p>
        {problem ? (
          <p class="bad-text small" role="alert">
            {view.t(`segments:error.${problem}`)}
          </p>
        ) : null}
      </div>
      <Button
        look="quiet"
        icon="x"
        name="do"
        value={named(`remove:${id}`)}
        label={view.t('segments:form.removeGroup')}
      />
    </div>
  )
}
