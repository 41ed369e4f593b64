import { StaffLayout } from '../../../app/web/layout.tsx'
import { Change, Tag } from '../../../app/web/ui/tag.tsx'
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
    <StaffLayout title={say('部品の一覧', 'Gallery')} goal={<Goal />} live="/live">
      <AccountSections />
      <ChartSections />
      <ListSections />
      <FormSections />
      <StateSections />
    </StaffLayout>
  )
}

function Goal() {
  const say = useSay()
  return (
    <>
      <span class="faint">{say('私たちの目標', 'Our goal')}</span>
      <q>{say('答えは顧客にある', 'The answer is with the customer')}</q>
      <span class="figure">
        {say('問い合わせ率', 'Contact rate')} <b class="num">4.2</b> {say('件／100顧客', 'per 100 accounts')}{' '}
        <Tag tone="good">
          <Change value={-0.6} digits={1} better="less" />
        </Tag>{' '}
        <span class="faint num">{say('目標 3.0（3月末）', 'Target 3.0 (end of March)')}</span>
      </span>
    </>
  )
}
