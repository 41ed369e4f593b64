import { Button, LinkButton } from '../../../app/web/ui/button.tsx'
import { Card, CardPart } from '../../../app/web/ui/card.tsx'
import { Cluster } from '../../../app/web/ui/layout-parts.tsx'
import { Stat, Stats } from '../../../app/web/ui/stat.tsx'
import { Change, SampleMark, Tag } from '../../../app/web/ui/tag.tsx'
import { Meter } from '../../../app/web/ui/track.tsx'
import { useSay } from './say.ts'

/** What stands beside an account: meters, figures, tags, buttons. */
export function AccountAside() {
  const say = useSay()
  return (
    <>
      <Card title={say('サクセスプラン', 'Success plan')}>
        <CardPart>
          <Meter
            label={say('増肉係数 2.8 → 2.5', 'Feed conversion 2.8 → 2.5')}
            text={say('いま 2.61', 'now 2.61')}
            value={0.62}
            max={1}
            mark={0.8}
          />
        </CardPart>
        <CardPart>
          <Meter
            label={say('今日の持ち時間', 'My time today')}
            text={say('85 / 120分', '85 / 120 min')}
            value={85}
            max={120}
            tone="care"
          />
        </CardPart>
      </Card>
      <Card title={say('人が介在せずに届いたこと', 'Done without people')} note={say('この7日間', 'Last 7 days')}>
        <CardPart>
          <Stat
            label={say('プログラムが進んだ顧客', 'Accounts that moved on')}
            value="43"
            unit={say('社', '')}
            change={<Change value={5} />}
          />
        </CardPart>
        <CardPart>
          <Stat
            label={say('ナレッジで解決', 'Solved by knowledge')}
            value="128"
            note={say('問い合わせは 19件', '19 still asked')}
          />
        </CardPart>
      </Card>
      <Card label={say('数字の列', 'Row of figures')} padded>
        <Stats>
          <Stat big label={say('月額', 'Monthly')} value="¥48,000" change={<Change value={0} />} />
          <Stat
            big
            label={say('解約リスク', 'Churn risk')}
            value="41"
            unit="%"
            change={<Change value={23} better="less" unit="pt" />}
          />
        </Stats>
      </Card>
      <Cluster>
        <SampleMark />
        <Tag tone="good">{say('KPI 3つのうち3つ達成', 'All 3 KPIs reached')}</Tag>
        <Tag tone="care">{say('未ログイン', 'Never signed in')}</Tag>
        <Tag tone="accent">{say('提案', 'Suggestion')}</Tag>
        <Tag tone="neutral">{say('匿名', 'Anonymous')}</Tag>
      </Cluster>
      <Cluster>
        <LinkButton href="#">{say('開く', 'Open')}</LinkButton>
        <Button look="quiet">{say('あとで', 'Later')}</Button>
        <Button look="danger" icon="trash-2">
          {say('消去する', 'Erase')}
        </Button>
        <Button size="small">{say('小さい', 'Small')}</Button>
        <Button disabled>{say('使えません', 'Disabled')}</Button>
      </Cluster>
    </>
  )
}
