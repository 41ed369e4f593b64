import { href, paths } from '../../../paths.ts'
import { CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { LeftOutNow } from '../drawing/queries.ts'
import type { DayView } from '../list/load.ts'

/** One line: how many accounts are left off the list at random, and by which play; who they are, one click away. */
export function LeftOutLine({ leftOut: { accounts, total } }: Pick<DayView, 'leftOut'>) {
  const { t, format } = useView()
  if (total === 0) return null
  const plays = [...new Map(accounts.map(one => [one.playId, one.play]))]
  const words = { count: total, shown: format.number(total), plays: format.list(plays.map(([, name]) => name)) }
  return (
    <Disclosure summary={t('today:leftOut.line', words)}>
      <div class="order-note small muted">
        <p>{t('today:leftOut.why')}</p>
        <p>{t('today:leftOut.free')}</p>
        <ul>
          {accounts.map(account => (
            <li>
              <a class="link" href={href(paths.account, { id: account.accountId })}>
                <MarkedName name={account.name} sample={account.sample} />
              </a>{' '}
              <span class="num">{t('today:leftOut.until', { date: format.date(account.until) })}</span>
            </li>
          ))}
        </ul>
        {total > accounts.length ? <p>{t('today:leftOut.first', { shown: format.number(accounts.length) })}</p> : null}
        {plays.map(([id, name]) => (
          <p>
            <a class="link" href={href(paths.playHeldOut, { id }, { level: 'play' })}>
              {t('today:leftOut.heldOut', { play: name })}
            </a>
          </p>
        ))}
      </div>
    </Disclosure>
  )
}

/** On the page of an account: that it is left off Today at random, until when, and by which play. */
export function LeftOutParts({ leftOut }: { readonly leftOut: readonly LeftOutNow[] }) {
  const { t, format } = useView()
  return (
    <>
      {leftOut.map(({ playId, play, until, backAt }) => (
        <CardPart>
          <p>
            {backAt
              ? t('today:leftOut.isBack', { date: format.date(backAt) })
              : t('today:leftOut.is', { date: format.date(until) })}
          </p>
          <p>
            <a class="link" href={href(paths.play, { id: playId })}>
              {play}
            </a>
          </p>
          <p class="small muted">{t('today:leftOut.free')}</p>
        </CardPart>
      ))}
    </>
  )
}
