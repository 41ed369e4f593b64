/** How people are spoken of in Japanese: 山田さん, 田中部長. */
export const titles =
  'さん|さま|様|氏|君|くん|ちゃん|先生|会長|社長|専務|常務|部長|次長|課長|係長|主任|店長|所長|場長|工場長|代表|オーナー'

const bodies = '株式会社|有限会社|合同会社|合資会社|合名会社|社団法人|財団法人|協同組合|学校法人|医療法人'

// None of them is a family or given name. 部, 課 or 室 alone are (阿部, 室), so they count only behind one of these.
const departments = [
  '経理|会計|財務|総務|人事|労務|法務|庶務|営業|販売|購買|調達|資材|仕入れ?|物流|配送|製造|生産|品質管理|品質|開発|研究|技術',
  '設計|企画|広報|宣伝|マーケティング|情報システム|情シス|システム|管理|運用|運営|保守|監査|経営|事業|海外|国内|国際|総合',
  '顧客|お客様|カスタマー|サポート|サクセス|サービス|受付|窓口|相談|問い?合わ?せ|注文|受注|発注|請求書?|支払い?|出荷|倉庫|現場|工場',
  '本社|支社|支店|本店|店舗|営業所|事務所|事務局|事務|秘書室?|本部|部署|部門|チーム|グループ|センター|デスク|ヘルプデスク',
].join('|')
const roles = [
  'ご?担当者?|責任者|取締役|執行役員?|監査役|理事|顧問|相談役|支配人|管理者|管理人|代表者?|代理|役員|社員|職員|従業員',
  'スタッフ|アルバイト|パート|マネージャー|マネジャー|リーダー',
  'ディレクター|エンジニア|オペレーター|メンバー|バイヤー|ゲスト|ユーザー?|利用者|会社|法人|個人|一般|共通|共有|共用|アカウント',
  '各位|テスト|サンプル|未定|未設定|不明|名無し|匿名',
].join('|')
const base = `${departments}|${roles}|${titles}|IT|EC|CS|DX|HR`
const japaneseRole = new RegExp(
  `^(?:御|お|ご|第?[0-9]+)?(?:${base})(?:${base}|[の・]|部|課|係|室|局|班|長|第?[0-9]+|御中)*$`,
  'i',
)
// Where somebody works, whatever is before it. Not 商店 or 事務所: 田中商店 says who has it.
const japaneseBody = new RegExp(`${bodies}|.(?:支店|支社|営業所|出張所|事務局|センター|工場|本社|本店|窓口|課|係)長?$`)

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
  ].flatMap(line => line.split(' ')),
)

const small = new Set(
  (
    'a all am an and any are as at be but by can did do for from get go had has have he her his how i if in is it its let ' +
    'man me my new no nor not now of off old on one or our out say see she so ten than that the them then they this to too ' +
    'two up us via was way we were what when who why with yes yet you your mr mrs ms miss dr prof sir'
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

/** Whether a part of a name says what somebody does, or which company they belong to, and names nobody: 経理部, Support, Inc. */
export function standsForRole(part: string): boolean {
  return english.has(part.toLowerCase().replaceAll('.', '')) || japaneseRole.test(part) || japaneseBody.test(part)
}

/** Whether a part of a name is a word that is in every other English sentence: An, No, The. */
export function isSmallWord(part: string): boolean {
  return small.has(part.toLowerCase())
}

/** Whether a part of a name is an English word that means something else as well: Grace, Young, Rivers. */
export function isCommonWord(part: string): boolean {
  return common.has(part.toLowerCase())
}
