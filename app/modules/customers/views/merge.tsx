import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { RadioGroup } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { Hit } from '../search/search.ts'

/** One of the two, with what tells them apart. */
export interface MergeSide {
  readonly id: number
  readonly name: string
  readonly sample: boolean
  readonly facts: readonly { readonly label: string; readonly value: string }[]
}

interface MergeProps {
  readonly subject: 'account' | 'contact'
  readonly side: MergeSide
  /** The other one, once it is chosen. */
  readonly other: MergeSide | undefined
  readonly asked: string
  readonly found: readonly Hit[]
}

/** Makes one of two: first the other is chosen, then which one stays. */
export function MergePage(props: MergeProps) {
  const { t } = useView()
  const { subject, side, other } = props
  const page = href(subject === 'account' ? paths.account : paths.contact, { id: side.id })
  return (
    <StaffLayout title={`${t('customers:merge.title')} · ${side.name}`} width="narrow">
      <PageHead
        title={t('customers:merge.title')}
        breadcrumb={[
          subject === 'account'
            ? { text: t('customers:list.title'), href: href(paths.accounts) }
            : { text: t('customers:people.title'), href: href(paths.contacts) },
          { text: side.name, href: page },
        ]}
        lead={t(`customers:merge.lead.${subject}`)}
      />
      <Stack>
        <ChooseOther {...props} />
        {other ? <ChooseSurvivor {...props} other={other} /> : null}
      </Stack>
    </StaffLayout>
  )
}

function mergeHref(subject: MergeProps['subject'], id: number, other?: number): string {
  const query = other === undefined ? {} : { with: `#${other}` }
  return href(subject === 'account' ? paths.accountMerge : paths.contactMerge, { id }, query)
}

function ChooseOther({ subject, side, asked, found, other }: MergeProps) {
  const { t } = useView()
  return (
    <Card title={t('customers:merge.other')}>
      <CardPart>
        <Form action={mergeHref(subject, side.id)} method="get">
          <Field
            name="with"
            type="search"
            label={t('customers:merge.search')}
            hint={t(subject === 'account' ? 'customers:merge.numberHint' : 'customers:merge.contactHint')}
            value={asked}
            maxlength={200}
          />
          <FormActions>
            <Button>{t('customers:merge.find')}</Button>
          </FormActions>
        </Form>
      </CardPart>
      {found.map(hit => (
        <CardPart>
          <a href={mergeHref(subject, side.id, hit.id)}>
            <MarkedName name={hit.title} sample={hit.sample} />
          </a>{' '}
          <span class="small muted">
            <bdi>{hit.detail ?? ''}</bdi> #{hit.id}
          </span>
        </CardPart>
      ))}
      {asked !== '' && found.length === 0 && !other ? (
        <CardPart>
          <p class="muted" role="status">
            {t('customers:merge.none', { asked })}
          </p>
        </CardPart>
      ) : null}
    </Card>
  )
}

function ChooseSurvivor({ subject, side, other }: MergeProps & { readonly other: MergeSide }) {
  const { t } = useView()
  const labels = side.facts.map(fact => fact.label)
  return (
    <Card title={t('customers:merge.which')}>
      <CardPart flush>
        <table class="versions">
          <thead>
            <tr>
              <td />
              {[side, other].map(one => (
                <th scope="col">
                  <MarkedName name={one.name} sample={one.sample} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, i) => (
              <tr>
                <th scope="row">{label}</th>
                {[side, other].map(one => (
                  <td>
                    <bdi>{one.facts[i]?.value || '–'}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </CardPart>
      <CardPart>
        <Form action={mergeHref(subject, side.id)}>
          <input type="hidden" name="other" value={other.id} />
          <RadioGroup
            name="keep"
            legend={t('customers:merge.keep')}
            value={String(side.id)}
            options={[side, other].map(one => ({ value: String(one.id), text: `${one.name} (#${one.id})` }))}
          />
          <p class="small muted">{t(`customers:merge.what.${subject}`)}</p>
          <FormActions back={mergeHref(subject, side.id)}>
            <Button look="danger" busy={t('customers:merge.busy')} confirm={t('customers:merge.sure')}>
              {t('customers:merge.now')}
            </Button>
          </FormActions>
        </Form>
      </CardPart>
    </Card>
  )
}
