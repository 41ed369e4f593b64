import type { Child } from 'hono/jsx'

/** What a module shows of an account or contact. */
export interface ShownPanel {
  readonly key: string
  readonly place: 'main' | 'aside'
  readonly content: Child
}

/** The panels of one place, in their order. */
export function Panels({
  panels,
  place,
}: {
  readonly panels: readonly ShownPanel[]
  readonly place: ShownPanel['place']
}) {
  return (
    <>
      {panels
        .filter(panel => panel.place === place)
        .map(panel => (
          <PanelPlace panel={panel} />
        ))}
    </>
  )
}

/** The element of a panel, which live updates replace. */
export function PanelPlace({ panel }: { readonly panel: ShownPanel }) {
  return <div id={`panel-${panel.key}`}>{panel.content}</div>
}
