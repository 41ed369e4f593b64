import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { Button } from '../../../web/ui/button.tsx'
import { RadioGroup, Select } from '../../../web/ui/choice.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Field, TextArea } from '../../../web/ui/field.tsx'
import { Form, FormActions, FormRow } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { stances } from '../tables.ts'

interface Named {
  readonly id: number
  readonly name: string
}

/** What the form about evidence offers to choose from. */
export interface EvidenceChoices {
  /** The account that something was seen at. */
  readonly account?: Named
  readonly contacts?: readonly Named[]
  /** Accounts that fit what was typed, when they are several. */
  readonly accounts?: readonly Named[]
}

interface EvidenceFormProps {
  readonly hypothesisId: number
  readonly choices: EvidenceChoices
  readonly form: FormState
}

/** Something that was seen or heard, or a figure, for or against. */
export function EvidenceForm({ hypothesisId, choices, form }: EvidenceFormProps) {
  const { t } = useView()
  const figures = ['figure', 'source', 'url'].some(name => form.values[name] || form.errors[name])
  return (
    <Form action={href(paths.hypothesisEvidence, { id: hypothesisId })} form={form} guards>
      <RadioGroup
        name="stands"
        legend={t('hypotheses:evidence.stands')}
        options={stances.map(value => ({ value, text: t(`hypotheses:evidence.stances.${value}`) }))}
        across
      />
      <TextArea
        name="note"
        label={t('hypotheses:evidence.note')}
        hint={t('hypotheses:evidence.noteHint')}
        maxlength={4000}
        rows={3}
        required
      />
      <AccountFields choices={choices} />
      <Disclosure summary={t('hypotheses:evidence.withFigure')} open={figures}>
        <FormRow>
          <Field
            name="figure"
            label={t('hypotheses:evidence.figure')}
            hint={t('hypotheses:evidence.figureHint')}
            maxlength={100}
          />
          <Field
            name="source"
            label={t('hypotheses:evidence.source')}
            hint={t('hypotheses:evidence.sourceHint')}
            maxlength={300}
          />
        </FormRow>
        <Field name="url" type="url" label={t('hypotheses:evidence.url')} maxlength={2000} optional />
      </Disclosure>
      <FormActions>
        <Button>{t('hypotheses:evidence.add')}</Button>
      </FormActions>
    </Form>
  )
}

function AccountFields({ choices }: { readonly choices: EvidenceChoices }) {
  const { t } = useView()
  const { account, accounts, contacts = [] } = choices
  const asOptions = (named: readonly Named[]) => named.map(({ id, name }) => ({ value: String(id), text: name }))
  if (account) {
    return (
      <>
        <input type="hidden" name="accountId" value={account.id} />
        <p class="small">
          {t('hypotheses:evidence.account')}
          {'　'}
          <a class="link" href={href(paths.account, { id: account.id })}>
            {account.name}
          </a>
        </p>
        {contacts.length > 0 ? (
          <Select
            name="contactId"
            label={t('hypotheses:evidence.contact')}
            empty={t('hypotheses:form.noneChosen')}
            options={asOptions(contacts)}
            optional
          />
        ) : null}
      </>
    )
  }
  return (
    <>
      <Field
        name="account"
        label={t('hypotheses:evidence.account')}
        hint={t('hypotheses:evidence.accountHint')}
        maxlength={300}
        optional
      />
      {accounts ? (
        <Select
          name="accountId"
          label={t('hypotheses:evidence.which')}
          empty={t('hypotheses:evidence.whichEmpty')}
          options={asOptions(accounts)}
        />
      ) : null}
    </>
  )
}
