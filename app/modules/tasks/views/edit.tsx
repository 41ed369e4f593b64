import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import type { TaskRow } from '../queries.ts'
import { type TaskContact, TaskFields } from './fields.tsx'

interface NewTaskPageProps {
  /** Without an account nothing can be done yet. */
  readonly account: { readonly id: number; readonly name: string } | undefined
  readonly people: readonly Colleague[]
  readonly contacts: readonly TaskContact[]
  readonly form: FormState
}

export function NewTaskPage({ account, people, contacts, form }: NewTaskPageProps) {
  const { t } = useView()
  const title = t('tasks:form.newTitle')
  return (
    <StaffLayout title={title} width="narrow">
      <PageHead
        title={title}
        breadcrumb={
          account
            ? [{ text: account.name, href: href(paths.account, { id: account.id }) }]
            : [{ text: t('tasks:list.title'), href: href(paths.tasks) }]
        }
      />
      <Card padded label={title}>
        {account ? null : <h2 class="unseen">{title}</h2>}
        {account ? (
          <NewTaskForm accountId={account.id} people={people} contacts={contacts} form={form} prefix="task" />
        ) : (
          <EmptyState
            icon="building-2"
            title={t('tasks:form.chooseAccount')}
            action={<LinkButton href={href(paths.accounts)}>{t('tasks:form.toAccounts')}</LinkButton>}
          >
            {t('tasks:form.chooseAccountHow')}
          </EmptyState>
        )}
      </Card>
    </StaffLayout>
  )
}

interface NewTaskFormProps {
  readonly accountId: number
  readonly people: readonly Colleague[]
  readonly contacts: readonly TaskContact[]
  readonly form: FormState
  readonly prefix: string
}

/** Also inside of a dialog on the account's page. */
export function NewTaskForm({ accountId, people, contacts, form, prefix }: NewTaskFormProps) {
  const { t } = useView()
  return (
    <Form action={href(paths.tasks)} form={form}>
      <input type="hidden" name="accountId" value={accountId} />
      <TaskFields people={people} contacts={contacts} prefix={prefix} />
      <FormActions>
        <Button look="primary">{t('tasks:form.make')}</Button>
      </FormActions>
    </Form>
  )
}

interface EditTaskPageProps {
  readonly task: TaskRow
  readonly people: readonly Colleague[]
  readonly contacts: readonly TaskContact[]
  readonly form: FormState
}

export function EditTaskPage({ task, people, contacts, form }: EditTaskPageProps) {
  const { t } = useView()
  return (
    <StaffLayout title={t('tasks:form.editTitle')} width="narrow">
      <PageHead
        title={t('tasks:form.editTitle')}
        breadcrumb={[{ text: t('tasks:list.title'), href: href(paths.tasks) }, { text: task.title }]}
      />
      <Card padded label={t('tasks:form.editTitle')}>
        <Form action={href(paths.task, { id: task.id })} form={form} guards>
          {/* What the page showed, so that a change by somebody else meanwhile is noticed. */}
          <input type="hidden" name="version" value={task.version} />
          <TaskFields task={task} people={people} contacts={contacts} prefix="task" />
          <FormActions back={href(paths.task, { id: task.id })}>
            <Button look="primary">{t('tasks:form.save')}</Button>
          </FormActions>
        </Form>
      </Card>
    </StaffLayout>
  )
}
