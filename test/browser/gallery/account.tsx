import { Button, PostButton } from '../../../app/web/ui/button.tsx'
import { Card, CardPart } from '../../../app/web/ui/card.tsx'
import { Cluster, Cols, Stack } from '../../../app/web/ui/layout-parts.tsx'
import { Menu, MenuLink } from '../../../app/web/ui/menu.tsx'
import { PageHead } from '../../../app/web/ui/page-head.tsx'
import { Ring } from '../../../app/web/ui/ring.tsx'
import { Tabs } from '../../../app/web/ui/tabs.tsx'
import { Tag } from '../../../app/web/ui/tag.tsx'
import { Time } from '../../../app/web/ui/time.tsx'
import { Timeline } from '../../../app/web/ui/timeline.tsx'
import { BarRow, BarRows } from '../../../app/web/ui/track.tsx'
import { AccountAside } from './account-aside.tsx'
import { ago } from './sample.ts'
import { useSay } from './say.ts'

/** Head, tabs, score, reasons and timeline, as on the page of an account. */
export function AccountSections() {
  const say = useSay()
  return (
    <>
      <AccountHead />
      <Tabs
        label={say('顧客のページ', 'Pages of the account')}
        tabs={[
          { href: '#now', text: say('いま', 'Now'), current: true },
          { href: '#timeline', text: say('タイムライン', 'Timeline') },
          { href: '#plan', text: say('サクセスプラン', 'Success plan') },
          { href: '#people', text: say('担当者', 'Contacts'), count: 5 },
          { href: '#subscriptions', text: say('契約', 'Subscriptions'), count: 1 },
        ]}
      />
      <Cols aside={<AccountAside />} asideLabel={say('この顧客について', 'About this account')}>
        <HealthCard />
        <TimelineCard />
      </Cols>
    </>
  )
}

function AccountHead() {
  const say = useSay()
  return (
    <PageHead
      title={say('みなと真鯛養殖', 'Minato Red Sea Bream')}
      breadcrumb={[{ text: say('顧客', 'Accounts'), href: '#' }, { text: say('真鯛・三重', 'Red sea bream, Mie') }]}
      marks={
        <>
          <Tag>{say('年契約・更新まで62日', 'Yearly, renews in 62 days')}</Tag>
          <Tag tone="bad" icon="moon">
            {say('沈黙 16日', 'Silent for 16 days')}
          </Tag>
        </>
      }
      actions={
        <>
          <Button opens="task-dialog">{say('タスクを作る', 'Make a task')}</Button>
          <PostButton action="/contact" look="primary" busy={say('記録しています…', 'Saving…')}>
            {say('連絡を記録する', 'Record a contact')}
          </PostButton>
          <Menu
            id="account-menu"
            towardsStart
            button={{ icon: 'ellipsis', look: 'quiet', label: say('その他の操作', 'More actions') }}
          >
            <MenuLink href="#" icon="pencil">
              {say('編集する', 'Edit')}
            </MenuLink>
            <MenuLink href="#" icon="download" download>
              {say('CSVで書き出す', 'Export as CSV')}
            </MenuLink>
          </Menu>
        </>
      }
    />
  )
}

function HealthCard() {
  const say = useSay()
  return (
    <Card
      title={say('ヘルス', 'Health')}
      note={
        <>
          <Time at={ago(0.001)} />
          {say('に更新・確からしさ 82%', ' updated, confidence 82%')}
        </>
      }
    >
      <CardPart>
        <Cluster>
          <Ring score={34} tone="bad" delta={-21} label={say('ヘルス', 'Health')} size="large" />
          <Stack gap="tight">
            <p>
              {say('下がった理由は、', 'It fell because of ')}
              <b>{say('利用した日数', 'days of use')}</b>
              {say('と', ' and ')}
              <b>{say('使っている人数', 'people using it')}</b>
              {say('です。', '.')}
            </p>
            <Cluster>
              <Ring score={58} tone="care" delta={-6} label={say('先月', 'Last month')} />
              <Ring score={86} tone="good" delta={9} label={say('同業の中央値', 'Median of peers')} />
              <Ring score={undefined} label={say('まだ不明', 'Unknown')} />
              <Ring score={72} tone="good" size="small" label={say('小さい輪', 'Small')} />
            </Cluster>
          </Stack>
        </Cluster>
      </CardPart>
      <CardPart>
        <BarRows>
          <BarRow
            label={say('利用した日数', 'Days active')}
            value={say('週0日（5日）', '0 a week (5)')}
            share={0}
            tone="bad"
            mark={0.7}
          />
          <BarRow
            label={say('使っている人数', 'People')}
            value={say('1人（4人）', '1 (4)')}
            share={0.25}
            tone="bad"
            mark={0.9}
          />
          <BarRow
            label={say('引き継ぎプログラム', 'Handover program')}
            value={say('2／5段', '2 of 5')}
            share={0.4}
            tone="care"
          />
          <BarRow
            label={say('KPIの達成', 'KPIs reached')}
            value="78%"
            share={0.78}
            tone="good"
            detail={say('増肉係数は目標まであと0.11です', 'Feed conversion is 0.11 from its target')}
          />
        </BarRows>
        <p class="small muted">
          {say(
            '満足度は3か月前の回答のため、重みを他の指標に配りました。',
            'The satisfaction answer is three months old, so its weight went to the other measures. ',
          )}
          <a href="#how">{say('計算のしかた', 'How this is computed')}</a>
        </p>
      </CardPart>
    </Card>
  )
}

function TimelineCard() {
  const say = useSay()
  return (
    <Card title={say('タイムライン', 'Timeline')} padded>
      <Timeline
        days={[
          {
            day: say('今日', 'Today'),
            entries: [
              {
                at: ago(0.1),
                tone: 'bad',
                icon: 'trending-down',
                title: (
                  <>
                    {say('解約リスクが ', 'Churn risk moved ')}
                    <b class="num">18% → 41%</b>
                    {say(' になりました', '')}
                  </>
                ),
                detail: say('沈黙 16日、担当者の交代', 'Silent for 16 days, contact changed'),
              },
              {
                at: ago(0.2),
                tone: 'accent',
                title: say('打ち手「担当者交代の引き継ぎ」を適用', 'Play “Handover” applied'),
              },
            ],
          },
          {
            day: say('11月6日(金)', 'Fri, Nov 6'),
            entries: [
              { at: ago(16), title: say('最後の操作：給餌記録の書き出し', 'Last action: feeding records exported') },
              { at: ago(16.2), tone: 'care', title: say('担当者が交代しました', 'The contact changed') },
              {
                tone: 'good',
                icon: 'message-circle',
                title: (
                  <>
                    {say('真鯛の質問への回答が採用されました ', 'Answer on red sea bream accepted ')}
                    <Tag>{say('匿名', 'Anonymous')}</Tag>
                  </>
                ),
              },
            ],
          },
        ]}
      />
    </Card>
  )
}
