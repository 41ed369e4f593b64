/** Behind the name of whomever one speaks of. */
export const honorifics = 'さん|さま|様|殿|氏|君|くん|ちゃん|先生'
/** How people are spoken of in Japanese: 山田さん, 田中部長. */
export const titles = [
  honorifics,
  '副?[会社部次課係店所場局室班院園校館]長|(?:理事|組合|支店|支社|支部|支局|営業所|出張所|事業所|事務局|センター|工場)長',
  '代表|取締役|執行役員|監査役|専務|常務|顧問|相談役|主任|主査|オーナー|マネージャー|マネジャー|リーダー',
].join('|')

const bodies = '株式会社|有限会社|合同会社|合資会社|合名会社|社団法人|財団法人|協同組合|学校法人|医療法人'

// Hardly a family or given name; for those that are, see `mayBeFamily`. 部, 課 or 室 alone are (阿部, 室), so they count only
// behind one of these.
const departments = [
  '経理|会計|財務|総務|人事|労務|法務|庶務|営業|販売|購買|調達|資材|仕入れ?|物流|配送|製造|生産|品質管理|品質|開発|研究|技術',
  '設計|企画|広報|宣伝|マーケティング|情報システム|情シス|システム|管理|運用|運営|保守|監査|経営|事業|海外|国内|国際|総合',
  '顧客|お客様|カスタマー|サポート|サクセス|サービス|受付|窓口|相談|問い?合わ?せ|注文|受注|発注|請求書?|支払い?|出荷|倉庫|現場|工場',
  '本社|支社|支店|本店|店舗|営業所|出張所|事業所|事務所|事務局|事務|秘書室?|本部|支部|支局|部署|部門|チーム|グループ|センター',
  'デスク|ヘルプデスク',
].join('|')
const roles = [
  'ご?担当者?|責任者|取締役|執行役員?|監査役|理事|顧問|相談役|支配人|管理者|管理人|代表者?|代理|役員|社員|職員|従業員',
  'スタッフ|アルバイト|パート|マネージャー|マネジャー|リーダー',
  'ディレクター|エンジニア|オペレーター|メンバー|バイヤー|ゲスト|ユーザー?|利用者|会社|法人|個人|一般|共通|共有|共用|アカウント',
  '各位|テスト|サンプル|未定|未設定|不明|名無し|匿名',
  '(?:退職|転職|異動|転籍|出向|休職|産休|育休)(?:済み?|中|者|予定)?|前任者?|後任者?',
].join('|')
// Not those that many families are called by: 千葉, 福岡, 神戸.
const regions = [
  '東京|大阪|京都|名古屋|札幌|さいたま|北九州|北海道|埼玉|神奈川|群馬|茨城|岐阜|和歌山|愛媛|鹿児島|沖縄',
  '関東|関西|東北|四国|九州|東日本|西日本|首都圏',
].join('|')
const digits = '第?[0-9一二三四五六七八九十]+'
const base = `${departments}|${roles}|${regions}|${titles}|IT|EC|CS|DX|HR`
const leading = new RegExp(`^(?:御|お|ご|${digits})`)
const role = new RegExp(`^(?:${base})$`, 'i')
const furtherRole = new RegExp(`^(?:${base}|[の・部課係室局班長都府県市区]|${digits}|御中)$`, 'i')
const longestRole = 8
// Where somebody works, whatever is before it. Not 商店 or 事務所: 田中商店 says who has it.
const japaneseBody = new RegExp(`${bodies}|.(?:支店|支社|営業所|出張所|事務局|センター|工場|本社|本店|窓口|課|係)$`)
const family = new RegExp(`^(?:開発|本部|国内|${regions})$`)

const lastHonorific = new RegExp(`(?<=.)(?:${honorifics})$`)
// 田中本部長 is 田中, 山本部長 is 山本.
const lastTitle = new RegExp(`(?<=.)(?:(?<=..)本部長|${titles}|代理|補佐)$`)
const lastDepartment = new RegExp(`(?<=.)(?:${departments})$`)

const english = new Set(
  [
    'account accounting accounts admin administration administrator anonymous assistant billing board branch buyer ceo cfo',
    'co company contact coo corp corporate corporation cs cto customer customers delivery department dept desk developer',
    'development director engineer engineering enquiries executive factory finance gmbh group guest headquarters help helpdesk',
    'hq hr human inc info information inquiries invoice invoices invoicing it legal limited llc logistics ltd mail maintenance',
    'manager management marketing member name none null office official operations operator order orders owner partner payable',
    'payment payments payroll person plant president procurement production purchasing quality reception receivable representative',
    'research resources sales sample secretary security service services shared shipping shop staff store success support system',
    'systems team tech technical technician test tester training undefined unknown user warehouse web webmaster',
    'former formerly inactive leave retired',
    'mr mrs ms miss dr prof sir jr sr esq phd japan tokyo osaka kyoto nagoya sapporo',
  ].flatMap(line => line.split(' ')),
)

const small = new Set(
  (
    'a all am an and any are as at be but by can did do for from get go had has have he her his how i if in is it its let ' +
    'man me my new no nor not now of off old on one or our out say see she so ten than that the them then they this to too ' +
    'two up us via was way we were what when who why with yes yet you your'
  ).split(' '),
)

const common = new Set(
  [
    'amber april archer august autumn baker banks bishop black blunt booker bright brook brooks brown butcher carpenter carter',
    'castle chance chase christian church cliff cooper coral crystal dawn diamond faith farmer field fields fisher forest foster',
    'frank garden gardener glass grace grant green harbor harbour harmony heath hunter ivory jewel large little major marine marsh',
    'marshall mason melody merry miller monday moody noble north ocean parker parks pearl penny porter potter power powers price',
    'quick rivers river sailor savage shepherd sharp silver skipper small south steward stone storm strong summer summers sunday',
    'sunny swift turner victory walker waters weaver wheeler white winter winters woods young',
  ].flatMap(line => line.split(' ')),
)

/** Whether a part of a name says what somebody does, or where, or for which company, and names nobody: 経理部, Support, Inc. */
export function standsForRole(part: string): boolean {
  return english.has(part.toLowerCase()) || japaneseBody.test(part) || consistsOfRoles(part)
}

/** Step by step: one expression for all of it would try every way to part a row of digits. */
function consistsOfRoles(part: string): boolean {
  const ends = new Set<number>()
  const goOn = (from: number, next: RegExp) => {
    for (let to = from + 1; to <= Math.min(from + longestRole, part.length); to++) {
      if (next.test(part.slice(from, to))) ends.add(to)
    }
  }
  for (const start of new Set([0, leading.exec(part)?.[0].length ?? 0])) goOn(start, role)
  for (const end of ends) goOn(end, furtherRole)
  return ends.has(part.length)
}

/** Whether what stands for a role is a family name as well: 開発 may be Kaihotsu. */
export function mayBeFamily(part: string): boolean {
  return family.test(part)
}

/** Without how the person is spoken of: of 山田様, 山田. */
export function withoutHonorific(part: string): string {
  return withoutLast(part, lastHonorific)
}

/** Without what the person heads, either: of 田中課長, 田中営業部長 and 田中工場長様, 田中. */
export function withoutTitle(part: string): string {
  const called = withoutHonorific(part)
  const rest = withoutLast(called, lastTitle)
  return rest === called ? called : withoutLast(rest, lastDepartment)
}

function withoutLast(part: string, last: RegExp): string {
  const rest = part.replace(last, '')
  return rest === part ? part : withoutLast(rest, last)
}

/** Whether a part of a name is a word that is in every other English sentence: An, No, The. */
export function isSmallWord(part: string): boolean {
  return small.has(part.toLowerCase())
}

/** Whether a part of a name is an English word that means something else as well: Grace, Young, Rivers. */
export function isCommonWord(part: string): boolean {
  return common.has(part.toLowerCase())
}
