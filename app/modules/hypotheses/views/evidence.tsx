import { href, paths } from '../../../paths.ts'
import { PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Evidence } from '../queries.ts'
import { type Stance, stances } from '../tables.ts'

interface EvidenceSidesProps {
  readonly evidence: readonly Evidence[]
  readonly mayRemove: (thing: { readonly staffId: string | null }) => boolean
}

/** What speaks for it and what against it, side by side. */
export function EvidenceSides({ evidence, mayRemove }: EvidenceSidesProps) {
  return (
    <div class="cols even">
      {stances.map(stands => (
        <Side stands={stands} evidence={evidence.filter(one => one.stands === stands)} mayRemove={mayRemove} />
      ))}
    </div>
  )
}

function Side({ stands, evidence, mayRemove }: EvidenceSidesProps & { readonly stands: Stance }) {
  const { t, format } = useView()
  return (
    <Card title={t(`hypotheses:evidence.sides.${stands}`)} note={format.number(evidence.length)}>
      {evidence.length === 0 ? (
        <CardPart>
          <p class="muted">{t(`hypotheses:evidence.none.${stands}`)}</p>
        </CardPart>
      ) : null}
      {evidence.map(one => (
        <EvidencePart evidence={one} mayRemove={mayRemove(one)} />
      ))}
    </Card>
  )
}

interface EvidencePartProps {
  readonly evidence: Evidence
  readonly mayRemove: boolean
}

function EvidencePart({ evidence, mayRemove }: EvidencePartProps) {
  const { t } = useView()
  const { id, figure, note, source, url, staff, at } = evidence
  return (
    <CardPart id={`evidence-${id}`}>
      {figure === null ? null : <p class="evidence-figure num">{figure}</p>}
      <p class="prewrap">{note}</p>
      {source || url ? (
        <p class="small muted">
          {t('hypotheses:evidence.source')}
          {'　'}
          {url ? (
            <a class="link" href={url} rel="noreferrer nofollow">
              {source ?? url}
            </a>
          ) : (
            source
          )}
        </p>
      ) : null}
      <From evidence={evidence} />
      <div class="cluster spread small muted">
        <span>
          {staff} <Time at={at} as="day" />
        </span>
        {mayRemove ? (
          <PostButton
            action={href(paths.evidenceWithdrawal, { id })}
            look="quiet"
            size="small"
            confirm={t('hypotheses:evidence.withdrawConfirm')}
          >
            {t('hypotheses:evidence.withdraw')}
          </PostButton>
        ) : null}
      </div>
    </CardPart>
  )
}

/** Where it was seen, and from whom it was heard. */
function From({ evidence }: { readonly evidence: Evidence }) {
  const { accountId, account, contactId, contact } = evidence
  if (accountId === null) return null
  return (
    <p class="small">
      <a class="link" href={href(paths.account, { id: accountId })}>
        {account}
      </a>
      {contactId === null ? null : (
        <>
          {'　'}
          <a class="link" href={href(paths.contact, { id: contactId })}>
            <bdi>{contact}</bdi>
          </a>
        </>
      )}
    </p>
  )
}
