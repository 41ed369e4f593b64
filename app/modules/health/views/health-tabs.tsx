import { href, paths } from '../../../paths.ts'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { useView } from '../../../web/view.ts'

const pages = [
  { to: paths.healthOverview, text: 'health:tabs.overview' },
  { to: paths.healthModels, text: 'health:tabs.models' },
  { to: paths.healthBacktest, text: 'health:tabs.backtest' },
  { to: paths.healthJudgements, text: 'health:tabs.judgements' },
] as const

/** The pages about the health of all accounts. */
export function HealthTabs() {
  const { t, path } = useView()
  return (
    <Tabs
      label={t('health:tabs.label')}
      tabs={pages.map(({ to, text }) => ({ href: href(to), text: t(text), current: path === to }))}
    />
  )
}
