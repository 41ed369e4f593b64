import type { Tx } from '../../platform/db.ts'
import { addEvidence, createHypothesis, judgeHypothesis, linkPlay } from '../hypotheses/index.ts'
import { placeOf, present, type Settled } from './feelings.ts'
import { samplePlays } from './plays/course.ts'
import type { SamplePlay } from './plays/play.ts'
import type { CourseKind } from './world/course.ts'
import { type Anchor, workingTime } from './world/days.ts'
import type { Farm } from './world/world.ts'

interface SampleEvidence {
  readonly stands: 'for' | 'against'
  readonly ago: number
  readonly note: string
  /** The so-manieth farm that takes this course, where it was seen. */
  readonly at?: readonly [kind: CourseKind, place: number]
  readonly figure?: string
  readonly source?: string
}

interface SampleHypothesis {
  readonly statement: string
  readonly reason: string
  readonly about: string
  readonly ago: number
  /** The play of the sample that stands on it, or tried it. */
  readonly play?: SamplePlay['key']
  readonly evidence: readonly SampleEvidence[]
  readonly judged?: {
    readonly state: 'supported' | 'refuted' | 'in_use'
    readonly ago: number
    readonly note: string
  }
}

/** What the team of the sample believes, and what it saw. */
const believed: readonly SampleHypothesis[] = [
  {
    statement: '導入から2週間のうちに場長が日報を見た養殖場は、半年後も続けている',
    reason:
      '現場の方だけで始めた養殖場では、繁忙期に入ると記録が止まりがちです。場長が見ていると分かると、続ける理由になるようです。',
    about: '導入から半年以内の養殖場',
    ago: 95,
    evidence: [
      {
        stands: 'for',
        ago: 90,
        at: ['growing', 0],
        note: '場長が毎朝の朝礼で日報を開いている。担当の方も「見てもらえるので書く」とのこと。',
      },
      {
        stands: 'for',
        ago: 61,
        figure: '84%（25社中21社）',
        source: '利用状況から手作業で集計',
        note: '2週間のうちに場長がログインした養殖場の、半年後の継続率。',
      },
      {
        stands: 'for',
        ago: 60,
        figure: '58%（31社中18社）',
        source: '利用状況から手作業で集計',
        note: '場長が一度もログインしなかった養殖場の、半年後の継続率。',
      },
      {
        stands: 'against',
        ago: 33,
        at: ['steady', 2],
        note: '場長は一度も開いていないが、息子さんが毎日つけて2年続いている。',
      },
    ],
    judged: { state: 'in_use', ago: 30, note: '導入の打ち合わせに、必ず場長を招くことにしました。' },
  },
  {
    statement: '利用が急に減った養殖場の多くは、不満ではなく担当の方の異動が原因である',
    reason: '連絡してみると「担当が替わって引き継がれていない」というお話が続きました。',
    about: '利用が3割以上減った養殖場',
    ago: 70,
    play: 'call',
    evidence: [
      {
        stands: 'for',
        ago: 64,
        at: ['handover', 0],
        note: '中心だった方が退職。後任の方は、アカウントがあることをご存じなかった。',
      },
      {
        stands: 'for',
        ago: 41,
        at: ['handover', 1],
        note: '異動の2週間後に記録が止まっていた。引き継ぎの打ち合わせのあと、すぐに戻った。',
      },
      {
        stands: 'against',
        ago: 18,
        at: ['fading', 1],
        note: '担当の方は同じ。忙しくて紙に戻ったとのことで、異動ではなかった。',
      },
    ],
    judged: { state: 'supported', ago: 12, note: '伺えた11社のうち7社が異動でした。異動を早く知る方法を考えます。' },
  },
  {
    statement: '問い合わせが多い養殖場ほど解約しやすい',
    reason: '困りごとが多いほど離れやすいと考えました。',
    about: 'すべての養殖場',
    ago: 170,
    play: 'call',
    evidence: [
      {
        stands: 'against',
        ago: 130,
        at: ['loud', 0],
        note: 'ご指摘は毎週いただくが、利用日数はいちばん多い。使い込んでいるからこそのご指摘だった。',
      },
      {
        stands: 'against',
        ago: 118,
        figure: '問い合わせ上位20社のうち解約は2社',
        source: '半年分の問い合わせと解約を照合',
        note: '全体の解約率より低い。',
      },
      { stands: 'for', ago: 150, at: ['fading', 0], note: '解約の前の月に、不具合のお問い合わせが3件あった。' },
    ],
    judged: {
      state: 'refuted',
      ago: 108,
      note: '静かな養殖場のほうが離れていました。日誌が途切れた会社に電話する打ち手に切り替えます。',
    },
  },
  {
    statement: '朝に記録をお願いすれば、つけ忘れが減って記録の日が増える',
    reason: '「つけ忘れただけ」というお話をよく伺うので、きっかけがあればよいと考えました。',
    about: '記録が途切れがちな養殖場',
    ago: 258,
    play: 'reminder',
    evidence: [
      {
        stands: 'for',
        ago: 256,
        note: '導入説明会のアンケートに「朝に知らせてほしい」という声が3件あった。',
      },
      {
        stands: 'against',
        ago: 40,
        at: ['fading', 2],
        note: 'お願いが続くので、通知そのものを切ったとのこと。ほかのお知らせも見なくなっていた。',
      },
    ],
    judged: {
      state: 'refuted',
      ago: 25,
      note: '比較群より、むしろ記録の日が減っていました。「つけ忘れ」ではなく「つける人がいない」が多いようです。',
    },
  },
  {
    statement: '水温の記録だけを使う養殖場は、利用日が少なくても更新する',
    reason: '月に数日しか使わないのに、何年も続いている養殖場があります。',
    about: '月の利用が5日以下の養殖場',
    ago: 24,
    evidence: [
      {
        stands: 'for',
        ago: 22,
        at: ['quiet', 0],
        note: '「見る日は少ないが、赤潮の時期に過去の水温を見返せるのが大事」とのこと。',
      },
    ],
  },
  {
    statement: '養殖場どうしを紹介すると、出荷計画の機能が使われ始める',
    reason: '説明会よりも、隣の漁場の画面を見たときのほうが反応がよいと感じます。',
    about: '出荷計画を使っていない養殖場',
    ago: 9,
    evidence: [
      {
        stands: 'for',
        ago: 6,
        at: ['growing', 1],
        note: '隣の漁場の方に画面を見せてもらった翌週から、出荷計画を使い始めた。',
      },
    ],
  },
]

/** Records what the sample's people believe, with what they saw of it. */
export async function believe(tx: Tx, farms: readonly Farm[], anchor: Anchor, settled: Settled): Promise<void> {
  const { first, second } = settled.people
  const plays = await playsByName(tx)
  const inOrder = believed.toSorted((a, b) => b.ago - a.ago)
  for (const [index, { ago, play, evidence, judged, ...words }] of inOrder.entries()) {
    const author = index % 2 === 0 ? first : second
    if (author === null) continue
    const actor = { kind: 'staff', id: author } as const
    const about = { ...words, segmentId: null }
    const more = (daysAgo: number) => ({ at: workingTime(anchor, daysAgo, index), sample: true })
    const id = await createHypothesis(tx, actor, about, more(ago))
    for (const one of evidence) {
      const farm = one.at && present(farms, one.at[0])[one.at[1]]
      const accountId = (farm && placeOf(farm, settled)?.accountId) ?? null
      const { stands, note, figure = null, source = null } = one
      const said = { stands, note, figure, source, url: null, accountId, contactId: null }
      await addEvidence(tx, actor, id, said, more(one.ago))
    }
    const playId = play && plays.get(samplePlays.find(one => one.key === play)?.name ?? '')
    if (playId !== undefined) await linkPlay(tx, actor, id, playId, more(ago).at)
    if (judged)
      await judgeHypothesis(tx, actor, id, { state: judged.state, note: judged.note }, { at: more(judged.ago).at })
  }
}

async function playsByName(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.selectFrom('plays.play_fact').select(['play_id', 'name']).where('sample', '=', true).execute()
  return new Map(rows.map(row => [row.name, row.play_id]))
}
