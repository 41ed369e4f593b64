export interface Tab {
  readonly href: string
  readonly text: string
  readonly count?: string | number
  readonly current?: boolean
}

interface TabsProps {
  /** What the tabs divide, for screen readers. */
  readonly label: string
  readonly tabs: readonly Tab[]
  /** Turbo frame the tabs fill. */
  readonly frame?: string
}

/** Pages of one thing, as links. */
export function Tabs({ label, tabs, frame }: TabsProps) {
  return (
    <nav class="tabs" aria-label={label} data-controller="tabs">
      <ul>
        {tabs.map(({ href, text, count, current }) => (
          <li>
            <a href={href} aria-current={current ? 'page' : undefined} data-turbo-frame={frame}>
              {text}
              {count === undefined ? null : <span class="count num"> {count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
