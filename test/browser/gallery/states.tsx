import { Button } from '../../../app/web/ui/button.tsx'
import { Card, CardPart } from '../../../app/web/ui/card.tsx'
import { Copyable } from '../../../app/web/ui/copyable.tsx'
import { Dialog } from '../../../app/web/ui/dialog.tsx'
import { Disclosure } from '../../../app/web/ui/disclosure.tsx'
import { Field } from '../../../app/web/ui/field.tsx'
import { FlashMessage } from '../../../app/web/ui/flash-message.tsx'
import { Form, FormActions } from '../../../app/web/ui/form.tsx'
import { KeyHint } from '../../../app/web/ui/key-hint.tsx'
import { Columns, Stack } from '../../../app/web/ui/layout-parts.tsx'
import { ProgressPanel } from '../../../app/web/ui/progress-panel.tsx'
import { useSay } from './say.ts'

const snippet = `import { Analytics } from '@segment/analytics-node'

const banso = new Analytics({ writeKey: 'wk_7f3c…', host: 'https://banso.example.jp' })
banso.track({ userId: 'u_1024', event: '給餌を記録した', properties: { species: '真鯛', kilograms: 42 } })`

/** What changes while one looks: progress, messages, dialogs, things to copy. */
export function StateSections() {
  const say = useSay()
  return (
    <>
      <FlashMessage tone="good" text={say('タスクを作りました。', 'The task was made.')} />
      <FlashMessage
        tone="bad"
        text={say('保存できませんでした。佐藤さんが先に変更しています。', 'Not saved: Sato changed it first.')}
      />
      <Columns>
        <Card title={say('取り込み', 'Import')}>
          <ProgressCards />
        </Card>
        <Stack>
          <Copyable title="Node.js" text={snippet} />
          <Copyable wraps text="wk_7f3c9a1e5b2d4c8f0a6e3b7d1c9f5a2e" />
          <Disclosure summary={say('計算のしかたを見る', 'How this is computed')}>
            <p>{say('指標ごとの点に重みを掛けて足し合わせます。', 'Points per measure, weighted and added up.')}</p>
          </Disclosure>
          <p class="small muted">
            {say('一覧を開く', 'Show the list')} <KeyHint keys="?" /> {say('今日へ', 'To Today')} <KeyHint keys="g t" />
          </p>
        </Stack>
      </Columns>
      <Dialog id="task-dialog" title={say('タスクを作る', 'Make a task')}>
        <Form action="/tasks">
          <Field name="dialog-what" label={say('すること', 'What to do')} autofocus />
          <FormActions>
            <Button look="primary">{say('タスクを作る', 'Make the task')}</Button>
          </FormActions>
        </Form>
      </Dialog>
    </>
  )
}

function ProgressCards() {
  const say = useSay()
  const unit = say('行', 'rows')
  return (
    <>
      <CardPart>
        <ProgressPanel
          id="p1"
          title="accounts.csv"
          state="running"
          done={38_200}
          total={100_000}
          unit={unit}
          actions={<Button size="small">{say('中止する', 'Stop')}</Button>}
        />
      </CardPart>
      <CardPart>
        <ProgressPanel id="p2" title={say('解約リスクの学習', 'Learning churn risk')} state="running" />
      </CardPart>
      <CardPart>
        <ProgressPanel
          id="p3"
          title="contacts.csv"
          state="finished"
          done={1200}
          total={1200}
          unit={unit}
          message={say('1,188行を取り込み、12行に誤りがありました。', '1,188 rows imported, 12 with errors.')}
        />
      </CardPart>
      <CardPart>
        <ProgressPanel
          id="p4"
          title="old.csv"
          state="failed"
          done={10}
          total={400}
          unit={unit}
          message={say('文字コードを読み取れませんでした。', 'The encoding could not be read.')}
        />
      </CardPart>
    </>
  )
}
