import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import type { Offers } from '../../../web/module.ts'
import { PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Cols } from '../../../web/ui/layout-parts.tsx'
import { Menu, MenuLink } from '../../../web/ui/menu.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import { type DayView, nobodys } from '../list/load.ts'
import type { GivenAnswer } from '../queries.ts'
import { TodayAside } from './aside.tsx'
import { NoCustomers, NothingNow } from './empty.tsx'
import { AnsweredItem, NeedItem } from './item.tsx'
import { DayLead, type LeadCounts, leadCounts } from './lead.tsx'
import { LeftOutLine } from './left-out.tsx'
import { OrderNote } from './order.tsx'
import { RestingItem } from './resting.tsx'
import { TimeToday } from './time.tsx'

export interface TodayPageProps {
  readonly day: DayView
  readonly offers: Offers
  readonly rights: {
    /** May change what is believed about contact. */
    readonly believe: boolean
    readonly setUp: boolean
    readonly seeNobodys: boolean
  }
  readonly canWithdraw: (answer: GivenAnswer) => boolean
}

/** Id of the line that says that something new has come up. */
export const newsId = 'today-news'

/** The accounts where a person adds most today. */
export function TodayPage(props: TodayPageProps) {
  const { t, staff } = useView()
  const { day, rights } = props
  const own = day.person?.id === staff?.id
  const title = titleOf(props, own, t)
  const list = day.person?.id ?? nobodys
  const query = own ? {} : { list }
  const choosable = day.people.length > 1 || rights.seeNobodys
  return (
    <StaffLayout title={own ? t('today:page.nav') : title} live={href(paths.todayStream, {}, query)}>
      <PageHead
        title={title}
        marks={choosable ? <ListChoice day={day} rights={rights} /> : undefined}
        lead={<DayLead day={day.list.day} counts={countsOf(day)} />}
        actions={day.person ? <TimeToday personId={day.person.id} {...timeOf(day)} /> : undefined}
      />
      {day.hasAccounts ? (
        <Cols aside={<TodayAside day={day} />} asideLabel={t('today:page.aside')}>
          <DayList {...props} list={list} />
        </Cols>
      ) : (
        <NoCustomers canSetUp={rights.setUp} />
      )}
    </StaffLayout>
  )
}

function timeOf({ minutes, spent, within }: DayView) {
  return { minutes, spent, planned: within.reduce((sum, { entry }) => sum + entry.minutes, 0) }
}

function titleOf({ day }: TodayPageProps, own: boolean, t: ReturnType<typeof useView>['t']): string {
  if (own) return t('today:page.title')
  return day.person ? t('today:page.titleOf', { name: day.person.name }) : t('today:page.titleNobodys')
}

function countsOf({ hasAccounts, within, beyond, candidates, inCharge }: DayView): LeadCounts | undefined {
  return hasAccounts ? leadCounts({ within: within.length, beyond: beyond.length, candidates, inCharge }) : undefined
}

/** Whose list: one's own, that of nobody's accounts, and for managers everybody's. */
function ListChoice({ day, rights }: Pick<TodayPageProps, 'day' | 'rights'>) {
  const { t, staff } = useView()
  const others = day.people.filter(({ id }) => id !== staff?.id)
  const own = day.person?.id === staff?.id
  const current = own ? t('today:page.mine') : (day.person?.name ?? t('today:page.nobodys'))
  const to = (list?: string) => href(paths.today, {}, { list })
  return (
    <Menu
      id="list-choice"
      button={{ size: 'small', icon: 'chevrons-up-down', children: t('today:page.whose', { current }) }}
    >
      <div class="list-choice">
        <MenuLink href={to()} icon="user">
          {t('today:page.mine')}
        </MenuLink>
        {rights.seeNobodys ? (
          <MenuLink href={to(nobodys)} icon="user-x">
            {t('today:page.nobodys')}
          </MenuLink>
        ) : null}
        {others.length > 0 ? <hr /> : null}
        {others.map(({ id, name }) => (
          <MenuLink href={to(id)}>{name}</MenuLink>
        ))}
      </div>
    </Menu>
  )
}

function DayList(props: TodayPageProps & { readonly list: string }) {
  const { t, format } = useView()
  const { day, offers, rights, list } = props
  const { within, beyond, others, answered, resting } = day
  return (
    <>
      <div class="today-notes">
        <OrderNote contact={day.contact} hasModel={day.figures?.baseRisk != null} canChange={rights.believe} />
        <div id={newsId} role="status" />
        {within.some(item => item.standing === 'kept') ? (
          <PostButton
            action={href(paths.todayOrder)}
            fields={{ list }}
            size="small"
            look="quiet"
            icon="arrow-down-wide-narrow"
          >
            {t('today:page.reorder')}
          </PostButton>
        ) : null}
      </div>
      <Card label={t('today:page.title')}>
        <h2 class="unseen">{t('today:page.list')}</h2>
        {within.length === 0 ? <NothingNow day={day} /> : null}
        <div class="needs" data-shortcuts-list data-controller="row-keys">
          {within.map(item => (
            <NeedItem item={item} offers={offers} list={list} placed />
          ))}
        </div>
      </Card>
      {beyond.length > 0 ? (
        <Disclosure summary={t('today:page.beyond', { count: beyond.length, shown: format.number(beyond.length) })}>
          <Card label={t('today:page.beyondLabel')}>
            <div class="needs" data-shortcuts-list data-controller="row-keys">
              {beyond.map(item => (
                <NeedItem item={item} offers={offers} list={list} />
              ))}
            </div>
          </Card>
          {others > 0 ? <p class="small muted">{t('today:page.others', { others: format.number(others) })}</p> : null}
        </Disclosure>
      ) : null}
      <LeftOutLine leftOut={day.leftOut} />
      {answered.length + resting.length > 0 ? (
        <AnsweredToday answered={answered} resting={resting} canWithdraw={props.canWithdraw} />
      ) : null}
    </>
  )
}

type Answered = Pick<TodayPageProps, 'canWithdraw'> & Pick<DayView, 'answered' | 'resting'>

/** What was said here or done elsewhere since the day began, the latest first. */
function AnsweredToday({ answered, resting, canWithdraw }: Answered) {
  const { t } = useView()
  return (
    <Card title={t('today:page.answered')}>
      {[...answered, ...resting]
        .sort((a, b) => b.at.getTime() - a.at.getTime())
        .map(one =>
          'taskId' in one ? <RestingItem task={one} /> : <AnsweredItem answer={one} canWithdraw={canWithdraw(one)} />,
        )}
    </Card>
  )
}
