/** What the farms and their people are called, and what they call what they do. */
export const world = {
  farmName: (place: string, form: string) => `${place}${form}`,
  /** Family name first. */
  personName: (family: string, given: string) => `${family} ${given}`,
  places: [
    'みなと', '黒潮', '磯部', '白浜', '入江', '波切', '大潮', '汐見', '青海', '鳴瀬', '沖見', '岬', '浜風', '朝凪', '夕凪', '潮路',
    '海鳴', '渚', '瀬戸口', '島影', '岩戸', '網代', '帆立岩', '千尋', '八重浜', '真帆', '漣', '灯台下', '内浦', '外浦', '鯨岩', '磯笛',
    '南風', '北斗', '大島崎', '小島', '浮津', '平瀬', '深浦', '早瀬',
  ], // biome-ignore format: a list of words
  forms: ['水産', '養殖', '海産', '漁業', 'マリンファーム', '養魚場', 'フィッシュファーム', '生産組合'],
  families: [
    '浜口', '磯村', '海老原', '潮田', '網野', '船越', '港', '波多', '岸本', '島田', '大浦', '中浜', '西浦', '東', '南部', '北浦', '沖田',
    '江口', '渡瀬', '水口', '青木', '白石', '黒田', '森', '谷口', '山下',
  ], // biome-ignore format: a list of words
  givens: [
    '大地', '海斗', '渚', '陽子', '健一', '真由美', '翔', '千夏', '洋平', '恵', '拓海', '美波', '剛', '由紀', '誠', '彩', '直樹', '奈々',
    '悠', '香織', '修', '友美', '亮', '里奈', '和也', '文',
  ], // biome-ignore format: a list of words
  species: {
    amberjack: 'カンパチ',
    coho: 'ギンザケ',
    tuna: 'クロマグロ',
    trevally: 'シマアジ',
    puffer: 'トラフグ',
    flounder: 'ヒラメ',
    yellowtail: 'ブリ',
    seaBream: '真鯛',
  },
  regions: {
    mie: '三重',
    oita: '大分',
    miyagi: '宮城',
    ehime: '愛媛',
    kumamoto: '熊本',
    nagasaki: '長崎',
    kochi: '高知',
    kagoshima: '鹿児島',
  },
  titles: {
    manager: '場長',
    feeding: '給餌担当',
    owner: '代表',
    office: '事務',
    quality: '品質管理',
    leader: '現場リーダー',
  },
  plans: { light: 'ライト', standard: 'スタンダード', pro: 'プロ', cooperative: '組合' },
  traits: {
    species: '魚種',
    region: '地域',
    cages: '生簀数',
    contract: '契約形態',
    guided: '導入支援',
  },
  contract: { yearly: '年契約', monthly: '月契約' },
  events: {
    feeding: '給餌を記録',
    temperature: '水温を記録',
    report: '日報を確認',
    mortality: 'へい死を記録',
    stock: '在池量を推定',
    exported: 'レポートを書き出し',
    alert: 'アラートを設定',
    photo: '写真を添付',
    harvest: '出荷を登録',
    cage: '生簀を追加',
    fault: '不具合を報告',
  },
  properties: { temperature: '水温', amount: '量kg' },
  /** Why they leave. */
  leaving: ['利用が定着しなかった', '担当者が変わった', '費用に見合わなかった', '事業の縮小'],
} as const
