import { href, paths } from '../../../paths.ts'
import { allows, only } from '../../../web/access.ts'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { useView } from '../../../web/view.ts'

/** The pages about messages. */
export function MessageTabs({ current }: { readonly current: 'outbox' | 'suppressions' | 'settings' | 'inApp' }) {
  const { t, staff } = useView()
  const tabs = [
    { key: 'outbox', href: href(paths.outbox) },
    { key: 'suppressions', href: href(paths.suppressions) },
    ...(allows(only('admin'), staff)
      ? ([
          { key: 'inApp', href: href(paths.inAppSetup) },
          { key: 'settings', href: href(paths.messageSettings) },
        ] as const)
      : []),
  ] as const
  return (
    <Tabs
      label={t('messages:tabs.label')}
      tabs={tabs.map(({ key, href }) => ({ text: t(`messages:tabs.${key}`), href, current: key === current }))}
    />
  )
}
