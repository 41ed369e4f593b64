import { Disclosure } from '../../../../web/ui/disclosure.tsx'
import { useView } from '../../../../web/view.ts'
import { useSheet } from './context.ts'

/** What can be filled into texts: a click puts it where one was writing last. */
export function PlaceholderMenu() {
  const { t } = useView()
  const { desk } = useSheet()
  return (
    <Disclosure summary={t('plays:editor.placeholders')}>
      <p class="field-hint">
        {t('plays:editor.placeholdersHint')} <code>{`{{contact.name|${t('plays:editor.placeholderFallback')}}}`}</code>
      </p>
      <ul class="play-placeholders">
        {[...desk.placeholders.names].map(([name, { label, values }]) => (
          <li>
            <button
              type="button"
              class="play-placeholder"
              data-action="placeholders#insert"
              data-placeholders-text-param={`{{${name}}}`}
            >
              <span>{t(label, values)}</span>
              <code>{`{{${name}}}`}</code>
            </button>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
