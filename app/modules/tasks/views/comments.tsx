import { href, paths } from '../../../paths.ts'
import { Button, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { TextArea } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import type { TaskForms } from '../routes/task.tsx'
import { mostComments } from '../tables.ts'
import type { Call, Comment } from '../together/queries.ts'

interface CommentsProps {
  readonly taskId: number
  readonly comments: readonly Comment[]
  readonly people: readonly Colleague[]
  readonly forms: TaskForms
}

/** What colleagues say to one another about a task. */
export function Comments({ taskId, comments, people, forms }: CommentsProps) {
  const { t, staff } = useView()
  const calls = comments.some(comment => staff !== undefined && comment.waitsFor.includes(staff.id))
  return (
    <Card title={t('tasks:comments.title')} id="comments">
      {comments.length > mostComments ? (
        <CardPart>
          <p class="small muted">{t('tasks:comments.more', { count: mostComments })}</p>
        </CardPart>
      ) : null}
      {comments.slice(-mostComments).map(comment => (
        <CommentItem comment={comment} />
      ))}
      {calls ? (
        <CardPart>
          <PostButton action={href(paths.taskCommentsSeen, { id: taskId })} icon="check" size="small">
            {t('tasks:comments.saySeen')}
          </PostButton>
        </CardPart>
      ) : null}
      <CardPart>
        <Form action={href(paths.taskComments, { id: taskId })} form={forms.comment} guards>
          <div
            class="mentioning"
            data-controller="mention"
            data-action="keydown->mention#press focusout->mention#leave"
          >
            <TextArea
              name="body"
              id="comment-body"
              label={t('tasks:comments.write')}
              hint={t('tasks:comments.hint')}
              maxlength={4000}
              rows={3}
              more={{ 'data-mention-target': 'text', 'data-action': 'input->mention#look' }}
            />
            <div class="menu mention-menu" data-mention-target="menu" hidden>
              {people
                .filter(({ id }) => id !== staff?.id)
                .map(({ name }) => (
                  <button type="button" class="menu-item" data-action="mention#take" data-mention-name-param={name}>
                    {name}
                  </button>
                ))}
            </div>
          </div>
          <FormActions>
            <Button>{t('tasks:comments.submit')}</Button>
          </FormActions>
        </Form>
      </CardPart>
    </Card>
  )
}

function CommentItem({ comment }: { readonly comment: Comment }) {
  const { t, staff } = useView()
  const own = staff !== undefined && comment.staffId === staff.id
  return (
    <CardPart id={`comment-${comment.id}`}>
      <div class="cluster spread small muted">
        <span>
          <b>{comment.name ?? t('tasks:comments.nobody')}</b> <Time at={comment.at} />{' '}
          {staff && comment.waitsFor.includes(staff.id) ? <Tag tone="care">{t('tasks:comments.toYou')}</Tag> : null}
        </span>
        {own && comment.body !== null ? (
          <PostButton
            action={href(paths.taskCommentWithdrawal, { id: comment.id })}
            look="quiet"
            size="small"
            confirm={t('tasks:comments.withdrawConfirm')}
          >
            {t('tasks:comments.withdraw')}
          </PostButton>
        ) : null}
      </div>
      {comment.body === null ? (
        <p class="faint">{t('tasks:comments.wasWithdrawn')}</p>
      ) : (
        <p class="prewrap">{comment.body}</p>
      )}
    </CardPart>
  )
}

/** On the list of tasks: comments that call the person who looks. */
export function Calls({ calls }: { readonly calls: readonly Call[] }) {
  const { t } = useView()
  if (calls.length === 0) return null
  return (
    <Card title={t('tasks:comments.calls')}>
      {calls.map(({ taskId, commentId, title, account, name, body, at }) => (
        <CardPart>
          <div class="cluster spread">
            <a href={`${href(paths.task, { id: taskId })}#comment-${commentId}`}>{title}</a>
            <PostButton action={href(paths.taskCommentsSeen, { id: taskId })} icon="check" look="quiet" size="small">
              {t('tasks:comments.saySeen')}
            </PostButton>
          </div>
          <p class="small muted">
            {account}
            {'　'}
            {name} <Time at={at} />
          </p>
          <p class="prewrap">{body}</p>
        </CardPart>
      ))}
    </Card>
  )
}
