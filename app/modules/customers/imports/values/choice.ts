import type { Kind, Period, Stage } from '../../tables.ts'
import { folded } from './folded.ts'

const kindWords: Readonly<Record<Kind, string>> = {
  business: 'business company corporate corporation organization b2b 法人 企業 会社 事業者 団体',
  consumer: 'consumer person individual private personal b2c 個人 個人客 消費者 一般',
  provider: 'provider host seller supplier merchant 提供者 ホスト 出品者 出店者 供給者',
  taker: 'taker guest buyer 利用者 ゲスト 購入者 買い手',
}

const stageWords: Readonly<Record<Stage, string>> = {
  prospect: 'prospect lead opportunity 見込み 見込 見込み客 見込客 リード 商談中 検討中',
  trial: 'trial trialing free トライアル 試用 試用中 お試し 無料体験',
  onboarding: 'onboarding implementation setup 導入中 導入 導入支援 オンボーディング 立ち上げ',
  active: 'active live paying current 利用中 契約中 稼働中 本番 継続 継続中 有効',
  cancelled: 'cancelled canceled churned closed 解約 解約済 解約済み 退会 退会済 退会済み 契約終了',
}

const periodWords: Readonly<Record<Period, string>> = {
  month: 'month monthly m 1m 月 月払い 月払 月次 月額 毎月 月契約',
  year: 'year yearly annual annually y 12m 1y 年 年払い 年払 年次 年額 毎年 年契約',
  other: 'other quarter quarterly その他 四半期 半年 半年払い 随時',
}

/** The kind of customer that a word means; undefined for an unknown one. */
export const readKind = reader(kindWords)

/** The stage that a word means; undefined for an unknown one. */
export const readStage = reader(stageWords)

/** The billing period that a word means; undefined for an unknown one. */
export const readPeriod = reader(periodWords)

function reader<T extends string>(words: Readonly<Record<T, string>>): (text: string) => T | undefined {
  const known = new Map<string, T>()
  for (const value of Object.keys(words) as T[]) {
    for (const word of words[value].split(' ')) known.set(folded(word), value)
  }
  return text => known.get(folded(text))
}
