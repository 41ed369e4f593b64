import { folded } from './folded.ts'

const yes = wordSet('yes y true t 1 on はい 有 有り あり ○ 〇 ◯ ● ✓ ✔ 済 済み')
const no = wordSet('no n false f 0 off いいえ 無 無し なし × ✕ ✗ 未 否')

const left = wordSet(
  'churn churned cancelled canceled cancellation closed left exited inactive terminated lost 解約 解約済 解約済み 退会 退会済 退会済み 契約終了 終了 停止',
)
const stayed = wordSet(
  'active stayed stay retained existing current customer joined notchurned 継続 継続中 契約中 利用中 有効 在籍 在籍中 会員',
)

/** Yes or no in the words of either language; undefined for anything else. */
export function readFlag(text: string): boolean | undefined {
  const word = folded(text)
  if (yes.has(word)) return true
  return no.has(word) ? false : undefined
}

/** Whether a customer left, as yes and no or as 解約 and 継続中, churned and stayed; undefined for anything else. */
export function readLeft(text: string): boolean | undefined {
  const flag = readFlag(text)
  if (flag !== undefined) return flag
  const word = folded(text)
  if (left.has(word)) return true
  return stayed.has(word) ? false : undefined
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(folded))
}
