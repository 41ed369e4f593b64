import { useView } from '../../../../web/view.ts'

/** Somebody else who changed the draft. */
export interface OtherEditor {
  readonly name: string
  readonly at: Date
}

export const otherId = 'play-other'

/** Who else changed the draft a moment ago; changes while the editor is open. */
export function OtherEditorWords({ other }: { readonly other: OtherEditor | undefined }) {
  const { t, format } = useView()
  return (
    <span id={otherId}>
      {other ? t('plays:editor.otherEdited', { name: other.name, time: format.time(other.at) }) : ''}
    </span>
  )
}
