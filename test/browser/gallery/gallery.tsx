import { StaffLayout } from '../../../app/web/layout.tsx'
import { AccountSections } from './account.tsx'
import { ChartSections } from './charts.tsx'
import { FormSections } from './forms.tsx'
import { ListSections } from './lists.tsx'
import { useSay } from './say.ts'
import { StateSections } from './states.tsx'

/** Every component in every state, with words a customer would read. */
export function Gallery() {
  const say = useSay()
  return (
    <StaffLayout title={say('部品の一覧', 'Gallery')} live="/live">
      <AccountSections />
      <ChartSections />
      <ListSections />
      <FormSections />
      <StateSections />
    </StaffLayout>
  )
}
