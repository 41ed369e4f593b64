import type { Random } from './random.ts'

type List = readonly [string, ...string[]]

const places: List = [
  'みなと', '黒潮', '磯部', '白浜', '入江', '波切', '大潮', '汐見', '青海', '鳴瀬', '沖見', '岬', '浜風', '朝凪', '夕凪', '潮路',
  '海鳴', '渚', '瀬戸口', '島影', '岩戸', '網代', '帆立岩', '千尋', '八重浜', '真帆', '漣', '灯台下', '内浦', '外浦', '鯨岩', '磯笛',
  '南風', '北斗', '大島崎', '小島', '浮津', '平瀬', '深浦', '早瀬',
] // biome-ignore format: a list of words

const forms: List = ['水産', '養殖', '海産', '漁業', 'マリンファーム', '養魚場', 'フィッシュファーム', '生産組合']

const families: List = [
  '浜口', '磯村', '海老原', '潮田', '網野', '船越', '港', '波多', '岸本', '島田', '大浦', '中浜', '西浦', '東', '南部', '北浦', '沖田',
  '江口', '渡瀬', '水口', '青木', '白石', '黒田', '森', '谷口', '山下',
] // biome-ignore format: a list of words

const givens: List = [
  '大地', '海斗', '渚', '陽子', '健一', '真由美', '翔', '千夏', '洋平', '恵', '拓海', '美波', '剛', '由紀', '誠', '彩', '直樹', '奈々',
  '悠', '香織', '修', '友美', '亮', '里奈', '和也', '文',
] // biome-ignore format: a list of words

/** The fish that are farmed, with the prefectures where that is common. */
const species: readonly [Species, ...Species[]] = [
  { name: '真鯛', regions: ['愛媛', '三重', '熊本'], weight: 28 },
  { name: 'ブリ', regions: ['鹿児島', '大分', '愛媛'], weight: 24 },
  { name: 'ギンザケ', regions: ['宮城'], weight: 14 },
  { name: 'カンパチ', regions: ['鹿児島', '高知'], weight: 10 },
  { name: 'トラフグ', regions: ['長崎', '熊本'], weight: 8 },
  { name: 'シマアジ', regions: ['愛媛', '大分'], weight: 7 },
  { name: 'ヒラメ', regions: ['大分', '鹿児島'], weight: 5 },
  { name: 'クロマグロ', regions: ['長崎', '高知'], weight: 4 },
]

export interface Species {
  readonly name: string
  readonly regions: readonly [string, ...string[]]
  readonly weight: number
}

/** Names of companies, no two alike. Throws RangeError when more are asked for than there are. */
export function companyNames(count: number, random: Random): readonly string[] {
  const all = places.flatMap(place => forms.map(form => `${place}${form}`))
  if (count > all.length) throw new RangeError(`there are ${all.length} company names`)
  for (let i = all.length - 1; i > 0; i--) {
    const other = random.int(0, i)
    const [a, b] = [all[i], all[other]]
    if (a !== undefined && b !== undefined) [all[i], all[other]] = [b, a]
  }
  return all.slice(0, count)
}

/** A made-up name, family name first. */
export function personName(random: Random): string {
  return `${random.pick(families)} ${random.pick(givens)}`
}

/** What a farm farms, by how common it is. */
export function pickSpecies(random: Random): Species {
  const total = species.reduce((sum, one) => sum + one.weight, 0)
  let left = random.next() * total
  for (const one of species) {
    left -= one.weight
    if (left < 0) return one
  }
  return species[0]
}
