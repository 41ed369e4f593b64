import { href, paths } from '../../../../paths.ts'
import { Button } from '../../../../web/ui/button.tsx'
import { Field } from '../../../../web/ui/field.tsx'
import { MarkedName } from '../../../../web/ui/tag.tsx'
import { useView } from '../../../../web/view.ts'

/** An account that was found. */
export interface FoundAccount {
  readonly id: number
  readonly title: string
  readonly detail: string | null
  readonly sample: boolean
}

interface AccountSearchProps {
  readonly play: number
  readonly step: string
  readonly q: string
  readonly found: readonly FoundAccount[]
}

/** Looks for the account for which texts are to be filled in. */
export function AccountSearch({ play, step, q, found }: AccountSearchProps) {
  const { t } = useView()
  return (
    <div>
      <form
        id="preview-search"
        method="get"
        action={href(paths.playPreview, { id: play })}
        class="play-preview-search"
        data-turbo-frame="preview-choice"
        data-controller="autosubmit"
        data-action="input->autosubmit#later compositionend->autosubmit#later"
      >
        <input type="hidden" name="step" value={step} />
        <Field name="q" type="search" label={t('plays:preview.search')} value={q} />
        <span class="form-refresh">
          <Button size="small">{t('plays:preview.find')}</Button>
        </span>
      </form>
      <turbo-frame id="preview-choice">
        <ul class="play-preview-found" role="status">
          {found.map(account => (
            <li>
              <a
                class="link"
                href={href(paths.playPreview, { id: play }, { step, account: account.id })}
                data-turbo-frame="play-editor"
              >
                <MarkedName name={account.title} sample={account.sample} />
              </a>{' '}
              <span class="small muted">{account.detail}</span>
            </li>
          ))}
          {q !== '' && found.length === 0 ? <li class="muted">{t('plays:preview.none')}</li> : null}
        </ul>
      </turbo-frame>
    </div>
  )
}
