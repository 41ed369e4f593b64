import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import type { AccountFrame } from '../../../web/module.ts'
import { Button, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { RadioGroup } from '../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Field, TextArea } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Cols, Stack } from '../../../web/ui/layout-parts.tsx'
import { Change } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import type { AccountRisk } from '../explain-accounts.ts'
import type { Move } from '../scoring/explain.ts'
import { type Sentiment, sentimentValues } from '../sentiments.ts'
import { nameOfUse, valueOfUse } from './measure-words.ts'
import { HealthPanel, type HealthPanelProps } from './panel.tsx'
import { riskReasonWords } from './risk-words.ts'

interface AccountHealthPageProps extends HealthPanelProps {
  readonly Frame: AccountFrame
  readonly sentiment: Sentiment | undefined
  /** Whether the viewer may take that feeling back. */
  readonly mayWithdraw: boolean
  readonly forms: { readonly sentiment: FormState; readonly override: FormState }
}

/** Everything about how one account is doing, and where a person says that they know better. */
export function AccountHealthPage(props: AccountHealthPageProps) {
  const { t } = useView()
  const { Frame, health, leftAt } = props
  if (leftAt) {
    return (
      <Frame title={t('health:title')}>
        <HealthPanel {...props} alone />
      </Frame>
    )
  }
  return (
    <Frame title={t('health:title')}>
      <Cols
        asideLabel={t('health:account.person')}
        aside={
          <Stack>
            <SentimentCard {...props} />
            <OverrideCard {...props} />
          </Stack>
        }
      >
        <Stack>
          <HealthPanel {...props} alone />
          {health && health.moves.length > 0 ? <Moves moves={health.moves} offers={props.offers} /> : null}
          {health?.risk ? <Risk risk={health.risk} offers={props.offers} /> : null}
        </Stack>
      </Cols>
    </Frame>
  )
}

function Moves({ moves, offers }: { readonly moves: readonly Move[]; readonly offers: HealthPanelProps['offers'] }) {
  const view = useView()
  const { t } = view
  const columns: readonly Column<Move>[] = [
    {
      key: 'measure',
      label: t('health:moves.measure'),
      leading: true,
      value: move => nameOfUse(view, offers, move.measure),
    },
    {
      key: 'before',
      label: t('health:moves.before'),
      numeric: true,
      value: move => valueOfUse(view, offers, move.measure, move.before),
    },
    {
      key: 'after',
      label: t('health:moves.after'),
      numeric: true,
      value: move => valueOfUse(view, offers, move.measure, move.after),
    },
    {
      key: 'change',
      label: t('health:moves.change'),
      numeric: true,
      value: move => <Change value={move.change} digits={1} />,
    },
  ]
  return (
    <Card title={t('health:moves.title')}>
      <DataTable caption={t('health:moves.title')} columns={columns} rows={moves} empty={null} />
      {moves.some(move => move.reweighted) ? <CardPart>{t('health:moves.reweighted')}</CardPart> : null}
    </Card>
  )
}

function Risk({ risk, offers }: Pick<HealthPanelProps, 'offers'> & { readonly risk: AccountRisk }) {
  const view = useView()
  const { t, format } = view
  const reasons = riskReasonWords(view, offers, risk.reasons)
  const moved = risk.weekAgo !== null && Math.abs(risk.probability - risk.weekAgo) >= 0.01
  return (
    <Card title={t('health:risk.title')} note={<b>{format.percent(risk.probability)}</b>} padded>
      {moved ? (
        <p>
          {t(risk.probability > (risk.weekAgo ?? 0) ? 'health:account.riskRose' : 'health:account.riskFell', {
            from: format.percent(risk.weekAgo ?? 0),
            to: format.percent(risk.probability),
          })}
        </p>
      ) : null}
      <p class="muted">{t(reasons.length > 0 ? 'health:account.riskNote' : 'health:account.riskNoReason')}</p>
      <ul class="reasons">
        {reasons.map(reason => (
          <li>{reason}</li>
        ))}
      </ul>
      <p class="small">
        <a href={href(paths.risk)}>{t('health:account.riskMore')}</a>
      </p>
    </Card>
  )
}

function SentimentCard({ accountId, sentiment, mayWithdraw, forms }: AccountHealthPageProps) {
  const { t, format } = useView()
  return (
    <Card title={t('health:sentiment.title')} padded>
      <p class="muted small">
        {sentiment
          ? t('health:sentiment.current', {
              value: t(`health:sentiment.value.${sentiment.value}`),
              until: format.date(sentiment.expiresAt),
            })
          : t('health:sentiment.none')}
      </p>
      {sentiment && mayWithdraw ? (
        <PostButton
          action={href(paths.sentimentWithdrawal, { id: sentiment.id })}
          look="quiet"
          size="small"
          icon="undo-2"
        >
          {t('health:sentiment.withdraw')}
        </PostButton>
      ) : null}
      <Form action={href(paths.accountSentiments, { id: accountId })} form={forms.sentiment}>
        <RadioGroup
          name="value"
          legend={t('health:sentiment.legend')}
          options={sentimentValues.map(value => ({ value: String(value), text: t(`health:sentiment.value.${value}`) }))}
        />
        <TextArea name="note" label={t('health:sentiment.note')} optional rows={3} />
        <FormActions>
          <Button look="primary">{t('health:sentiment.save')}</Button>
        </FormActions>
      </Form>
    </Card>
  )
}

function OverrideCard({ accountId, override, health, forms }: AccountHealthPageProps) {
  const { t, format } = useView()
  const action = href(paths.accountOverride, { id: accountId })
  const was = wordOf(override?.id)
  return (
    <Card title={t('health:override.title')} padded>
      <p class="muted small">{t('health:override.lead')}</p>
      {override ? (
        <div class="stack">
          <p>
            {t('health:override.current', {
              score: format.number(override.score),
              computed: health?.present.computed == null ? '–' : format.number(health.present.computed),
              until: format.date(override.expiresAt),
            })}
          </p>
          <p class="small muted">
            {override.reason} <Time at={override.createdAt} />
          </p>
          <PostButton action={href(paths.accountOverrideEnd, { id: accountId })} fields={{ was }}>
            {t('health:override.end')}
          </PostButton>
        </div>
      ) : null}
      {override && Object.keys(forms.override.errors).length === 0 ? null : (
        <Form action={action} form={forms.override}>
          <input type="hidden" name="was" value={was} />
          <Field name="score" label={t('health:override.score')} inputmode="numeric" required />
          <TextArea name="reason" label={t('health:override.reason')} rows={3} required />
          <Field name="expiresOn" type="date" label={t('health:override.expiresOn')} required />
          <FormActions>
            <Button>{t('health:override.save')}</Button>
          </FormActions>
        </Form>
      )}
    </Card>
  )
}
