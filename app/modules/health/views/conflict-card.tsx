import type { Offers } from '../../../web/module.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { useView } from '../../../web/view.ts'
import { type Difference, differences } from '../editing/difference.ts'
import type { ModelDefinition } from '../scoring/definition.ts'
import { differenceWords } from './difference-words.ts'

interface ConflictCardProps {
  readonly offers: Offers
  /** What was begun with, what somebody else made of it, and what is in the form. */
  readonly base: ModelDefinition | undefined
  readonly theirs: { readonly number: number; readonly definition: ModelDefinition; readonly by: string | undefined }
  readonly mine: ModelDefinition | undefined
}

/** Somebody else published meanwhile: both changes, before one is laid over the other. */
export function ConflictCard({ offers, base, theirs, mine }: ConflictCardProps) {
  const { t } = useView()
  const number = t('health:models.number', { number: theirs.number })
  return (
    <Card title={t('health:conflict.title')}>
      <CardPart>
        <p>{t('health:conflict.lead', { number, by: theirs.by ?? t('health:conflict.somebody') })}</p>
      </CardPart>
      {base ? (
        <CardPart>
          <h3 class="small">{t('health:conflict.theirs')}</h3>
          <List list={differences(base, theirs.definition)} offers={offers} />
        </CardPart>
      ) : null}
      {mine ? (
        <CardPart>
          <h3 class="small">{t('health:conflict.mine', { number })}</h3>
          <List list={differences(theirs.definition, mine)} offers={offers} />
        </CardPart>
      ) : null}
    </Card>
  )
}

function List({ list, offers }: { readonly list: readonly Difference[]; readonly offers: Offers }) {
  const view = useView()
  if (list.length === 0) return <p class="muted">{view.t('health:difference.none')}</p>
  return (
    <ul>
      {list.map(one => (
        <li>{differenceWords(view, offers, one)}</li>
      ))}
    </ul>
  )
}
