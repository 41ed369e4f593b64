import { Button } from '../../../app/web/ui/button.tsx'
import { Card } from '../../../app/web/ui/card.tsx'
import { Checkbox, Choices, RadioGroup, Select } from '../../../app/web/ui/choice.tsx'
import { Field, TextArea } from '../../../app/web/ui/field.tsx'
import { Form, FormActions, FormPart, FormRow } from '../../../app/web/ui/form.tsx'
import { Columns } from '../../../app/web/ui/layout-parts.tsx'
import { useSay } from './say.ts'

/** Forms: fresh, and after an error with what was typed. */
export function FormSections() {
  const say = useSay()
  return (
    <Columns>
      <Card title={say('新しいタスク', 'New task')} padded>
        <FreshForm />
      </Card>
      <Card title={say('エラーのあと', 'After an error')} padded>
        <FailedForm />
      </Card>
    </Columns>
  )
}

function FreshForm() {
  const say = useSay()
  return (
    <Form action="/tasks" guards>
      <Field
        name="what"
        label={say('すること', 'What to do')}
        hint={say('顧客にとって何がよくなるかを書きます。', 'Say what gets better for the customer.')}
        maxlength={200}
      />
      <FormRow>
        <Field
          name="minutes"
          type="number"
          label={say('見込み時間', 'Estimated time')}
          value={25}
          unit={say('分', 'min')}
          min={1}
        />
        <Field name="due" type="date" label={say('期日', 'Due')} value="2026-11-27" />
      </FormRow>
      <Select
        name="owner"
        label={say('担当', 'Owner')}
        value="2"
        options={[
          {
            group: say('自分のチーム', 'My team'),
            options: [
              { value: '1', text: say('佐藤 美咲', 'Misaki Sato') },
              { value: '2', text: say('田中 健', 'Ken Tanaka') },
            ],
          },
          { value: '3', text: say('担当なし', 'Nobody') },
        ]}
      />
      <TextArea
        name="note"
        label={say('メモ', 'Note')}
        optional
        placeholder={say('引き継ぎのときに気づいたこと', 'What you noticed at the handover')}
      />
      <FormPart legend={say('知らせ方', 'How to tell')}>
        <RadioGroup
          name="channel"
          legend={say('手段', 'Channel')}
          value="phone"
          across
          options={[
            { value: 'phone', text: say('電話', 'Phone') },
            { value: 'email', text: say('メール', 'Email') },
            { value: 'visit', text: say('訪問', 'Visit') },
          ]}
        />
        <Choices legend={say('含めるもの', 'Include')}>
          <Checkbox name="include[]" value="plan" label={say('サクセスプラン', 'Success plan')} checked />
          <Checkbox
            name="include[]"
            value="usage"
            label={say('利用のまとめ', 'Summary of use')}
            hint={say('この30日間の数字です。', 'Figures of the last 30 days.')}
          />
        </Choices>
      </FormPart>
      <FormActions>
        <Button look="primary">{say('タスクを作る', 'Make the task')}</Button>
        <Button look="quiet" type="reset">
          {say('やめる', 'Cancel')}
        </Button>
      </FormActions>
    </Form>
  )
}

function FailedForm() {
  const say = useSay()
  return (
    <Form
      action="/accounts"
      form={{
        values: { 'name-2': '', 'monthly-2': '四万八千', 'agree-2': '' },
        errors: { 'name-2': 'web:form.required', 'monthly-2': 'web:form.invalid' },
      }}
    >
      <Field name="name-2" label={say('顧客名', 'Account name')} required />
      <Field
        name="monthly-2"
        label={say('月額', 'Monthly amount')}
        unit={say('円', 'yen')}
        hint={say('税抜きの金額です。', 'Without tax.')}
        inputmode="numeric"
      />
      <Select
        name="stage-2"
        label={say('段階', 'Stage')}
        error={say('選んでください。', 'Please choose.')}
        empty={say('選んでください', 'Choose')}
        options={[]}
      />
      <TextArea
        name="why-2"
        label={say('理由', 'Reason')}
        value={say('担当者が交代したため', 'The contact changed')}
        rows={2}
      />
      <Checkbox
        name="agree-2"
        label={say('契約の内容を確認しました', 'I checked the contract')}
        error={say('確認してください。', 'Please confirm.')}
      />
      <Field name="off-2" label={say('外部ID', 'External id')} value="acc_10283" disabled />
      <FormActions>
        <Button look="primary">{say('保存する', 'Save')}</Button>
      </FormActions>
    </Form>
  )
}
