import type { Child } from 'hono/jsx'
import { href, paths } from '../../../paths.ts'
import { Button } from '../../../web/ui/button.tsx'
import { CardPart } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Toolbar } from '../../../web/ui/filter-bar.tsx'
import { useView } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import { openStages } from '../tables.ts'

interface BulkBarProps {
  readonly people: readonly Colleague[]
  /** The list to come back to, as its query. */
  readonly back: string
  readonly start: Child
  readonly end: Child
  readonly children: Child
}

const form = 'bulk'

/** The table as a form: what is done to the accounts that are picked in it. */
export function BulkBar({ people, back, start, end, children }: BulkBarProps) {
  const { t } = useView()
  return (
    <>
      <CardPart>
        <Toolbar start={start} end={end} />
      </CardPart>
      {/* The dialogs in the toolbar have forms of their own, and a form cannot stand in a form. */}
      <form id={form} class="bulk" method="post" action={href(paths.accountOwners)} data-turbo-frame="_top">
        <input type="hidden" name="back" value={back} />
        <CardPart flush>{children}</CardPart>
        <CardPart>
          <Toolbar
            label={t('customers:bulk.label')}
            start={
              <>
                <span class="small muted">{t('customers:bulk.picked')}</span>
                <Select
                  name="ownerId"
                  label={t('customers:field.owner')}
                  hideLabel
                  empty={t('customers:list.nobody')}
                  options={people.map(person => ({ value: person.id, text: person.name }))}
                />
                <Button size="small">{t('customers:bulk.assign')}</Button>
                <Select
                  name="stage"
                  id="bulk-stage"
                  label={t('customers:field.stage')}
                  hideLabel
                  options={openStages.map(stage => ({ value: stage, text: t(`customers:stage.${stage}`) }))}
                />
                <Button size="small" formaction={href(paths.accountStages)}>
                  {t('customers:bulk.move')}
                </Button>
              </>
            }
          />
        </CardPart>
      </form>
    </>
  )
}
