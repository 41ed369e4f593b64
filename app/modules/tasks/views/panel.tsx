import { href, paths } from '../../../paths.ts'
import { emptyForm } from '../../../web/forms.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Dialog } from '../../../web/ui/dialog.tsx'
import { useView } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import type { TaskRow } from '../queries.ts'
import { NewTaskForm } from './edit.tsx'
import type { TaskContact } from './fields.tsx'
import { DueTag } from './parts.tsx'

interface TaskPanelProps {
  readonly accountId: number
  readonly tasks: readonly TaskRow[]
  /** There are more than shown. */
  readonly more: boolean
  readonly people: readonly Colleague[]
  readonly contacts: readonly TaskContact[]
}

/** The open tasks of an account, on its page; a new one in a dialog, or on a page of its own without scripts. */
export function TaskPanel({ accountId, tasks, more, people, contacts }: TaskPanelProps) {
  const { t } = useView()
  return (
    <div id="account-tasks">
      <Card
        title={t('tasks:panel.title')}
        actions={
          <Button size="small" icon="plus" opens="new-task">
            {t('tasks:form.new')}
          </Button>
        }
      >
        {tasks.length === 0 ? <CardPart>{t('tasks:panel.none')}</CardPart> : null}
        {tasks.map(task => (
          <CardPart>
            <a href={href(paths.task, { id: task.id })}>{task.title}</a>
            <span class="cluster small muted">
              <DueTag task={task} />
              <span>{task.assignee ?? t('tasks:list.unassigned')}</span>
            </span>
          </CardPart>
        ))}
        <CardPart>
          <LinkButton href={href(paths.tasks, {}, { account: accountId })} look="quiet" size="small">
            {more ? t('tasks:panel.more') : t('tasks:panel.all')}
          </LinkButton>
        </CardPart>
      </Card>
      <Dialog id="new-task" title={t('tasks:form.newTitle')}>
        <NewTaskForm accountId={accountId} people={people} contacts={contacts} form={emptyForm} prefix="task-field" />
      </Dialog>
    </div>
  )
}
