import type { Tx } from '../../platform/db.ts'
import { staffNames } from '../identity/index.ts'
import { addCollaborator, addComment } from '../tasks/index.ts'
import type { SamplePeople } from './people.ts'
import { type Anchor, workingTime } from './world/days.ts'

type Who = 'first' | 'second'

/** What the team says about a task among themselves; `@` calls the other one, or whoever loaded the sample. */
interface Said {
  readonly by: Who
  readonly ago: number
  readonly calls?: Who | 'loader'
  readonly words: string
}

interface Together {
  /** Who works on the task besides. */
  readonly people: readonly (Who | 'loader')[]
  readonly talk: readonly Said[]
}

/** Tasks that are worked on together, by their title. */
const together: Readonly<Record<string, Together>> = {
  新しい担当の方へのあいさつ: {
    people: ['loader'],
    talk: [
      {
        by: 'second',
        ago: 2,
        words: '前任の方から引き継ぎ資料をいただきました。給餌の設定が独自のやり方なので、初回は一緒に伺いたいです。',
      },
      { by: 'first', ago: 1, calls: 'loader', words: '午後なら同席できますか？ 代表の方もいらっしゃるそうです。' },
    ],
  },
  アラートの設定を見直す: {
    people: ['loader', 'first', 'second'],
    talk: [
      { by: 'first', ago: 3, calls: 'second', words: '溶存酸素のしきい値、似た水域の設定例はありますか？' },
      {
        by: 'second',
        ago: 2,
        calls: 'first',
        words: '湾奥の2社は夜間だけ0.5下げて、誤報が8割ほど減りました。設定を控えてあります。',
      },
    ],
  },
  利用が減っている件のご連絡: {
    people: ['loader'],
    talk: [
      {
        by: 'first',
        ago: 4,
        words: '先月は台風で1週間出漁できなかったそうです。数字はその分を差し引いて見てください。',
      },
    ],
  },
  他社の見積もりについて伺う: {
    people: ['first', 'second'],
    talk: [
      { by: 'second', ago: 5, words: '比較の点は価格より、出荷計画の見やすさだと思います。' },
      { by: 'first', ago: 3, words: '訪問して正解でした。場長さんは今の画面に慣れていて、替えたくないとのことです。' },
    ],
  },
  導入の打ち合わせを組み直す: { people: ['first', 'second'], talk: [] },
}

/** Has the sample's people work on a task together, and whoever loaded it with them. */
export async function workTogether(
  tx: Tx,
  { id, title, closed }: { readonly id: number; readonly title: string; readonly closed: boolean },
  people: SamplePeople,
  anchor: Anchor,
): Promise<void> {
  const shared = together[title]
  if (!shared) return
  for (const who of shared.people) {
    const by = people.first ?? people.second
    const whom = people[who]
    if (by !== null && whom !== null && !closed) await addCollaborator(tx, { kind: 'staff', id: by }, id, whom)
  }
  const names = await staffNames(
    tx,
    [people.first, people.second, people.loader].filter(one => one !== null),
  )
  for (const { by, ago, calls, words } of shared.talk) {
    const speaker = people[by]
    if (speaker === null) continue
    const called = calls && names.get(people[calls] ?? '')
    const body = called ? `@${called} さん、${words}` : words
    await addComment(tx, { kind: 'staff', id: speaker }, id, body, { at: workingTime(anchor, ago, id), sample: true })
  }
}
