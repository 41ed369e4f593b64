import { useView } from '../view.ts'

interface FirstLinkProps {
  readonly href: string
  readonly text: string
  /** How many others there are beside it. */
  readonly more: number
}

/** The first of several, and how many more there are. */
export function FirstLink({ href, text, more }: FirstLinkProps) {
  const { format } = useView()
  return (
    <>
      <a class="link" href={href}>
        {text}
      </a>
      {more > 0 ? <span class="small muted"> +{format.number(more)}</span> : null}
    </>
  )
}
