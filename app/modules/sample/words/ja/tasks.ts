/** What the team has to do, and did; `note` says what came of it. */
export const tasks = {
  terms: { title: '更新条件のご案内', reason: '来月が更新月です。' },
  greeting: { title: '新しい担当の方へのあいさつ', reason: '給餌担当の方が替わったと聞きました。' },
  firstReports: { title: '日報の使い方をいっしょに確認する', reason: '導入のあと、記録が少なめです。' },
  alerts: { title: 'アラートの設定を見直す', reason: '誤報が多いとのご相談です。' },
  lookBack: {
    title: '導入後の振り返り',
    reason: '使い方が広がっているので、次の一歩をご相談します。',
    note: '出荷計画の機能をご案内し、試していただくことになりました。',
  },
  stopped: {
    title: '記録が止まった理由を伺う',
    reason: '2週間、記録がありません。',
    note: '担当の方が忙しく、来月から再開するとのことでした。',
  },
  quotes: {
    title: '他社の見積もりについて伺う',
    reason: '更新の前に、比較の点を確かめます。',
    note: '電話ではなく現地を訪問し、場長と代表のお二人からお話を伺いました。',
  },
  fault: {
    title: '不具合のご報告への返答',
    reason: '写真の添付に失敗するとのご報告です。',
    note: '修正版のご案内をしました。',
  },
  littleUse: {
    title: '利用が少ない理由を伺う',
    reason: '月に数日しか使われていません。',
    note: '水温の確認だけに使う契約と分かりました。',
  },
  handover: {
    title: '引き継ぎの打ち合わせ',
    reason: '中心の方が異動されました。',
    note: '後任の方に、日報と水温の記録をご覧いただきました。',
  },
  newcomers: {
    title: '新しく加わった方への使い方のご案内',
    reason: '使う方が増えたので、記録のつけ方をそろえます。',
  },
  harvest: { title: '出荷時期の記録についてのご相談', reason: '出荷の登録のしかたを知りたいとのことです。' },
  fading: { title: '利用が減っている件のご連絡', reason: '先月から日報が半分になりました。' },
  again: { title: '導入の打ち合わせを組み直す', reason: '前回は台風で中止になりました。' },
  estimate: {
    title: 'プラン変更のお見積もり',
    reason: '使う方が増え、いまのプランの人数に近づいています。',
    note: '来月から上のプランにされるとのお返事でした。',
  },
  halfYear: {
    title: '半期の振り返り',
    reason: '半年に一度、使い方を一緒に見直します。',
    note: 'アラートの設定を二つ追加しました。',
  },
} as const

/** What the team says about tasks among themselves. */
export const comments = {
  /** To somebody, who is called by `@`. */
  calling: (name: string, words: string) => `@${name} さん、${words}`,
  firstVisit: '前任の方から引き継ぎ資料をいただきました。給餌の設定が独自のやり方なので、初回は一緒に伺いたいです。',
  thisAfternoon: '午後なら同席できますか？ 代表の方もいらっしゃるそうです。',
  threshold: '溶存酸素のしきい値、似た水域の設定例はありますか？',
  atNight: '湾奥の2社は夜間だけ0.5下げて、誤報が8割ほど減りました。設定を控えてあります。',
  typhoon: '先月は台風で1週間出漁できなかったそうです。数字はその分を差し引いて見てください。',
  notThePrice: '比較の点は価格より、出荷計画の見やすさだと思います。',
  rightToVisit: '訪問して正解でした。場長さんは今の画面に慣れていて、替えたくないとのことです。',
} as const

/** What was done at one farm after the other. */
export const repeated = {
  report: {
    title: '月次レポートの見方のご案内',
    reason: '月次レポートをまだ開いていません。',
    note: '画面を見ながらご案内しました。',
  },
  sensors: {
    title: (count: number) => `水温センサーの設定のご案内（${count}台）`,
    reason: '新しいセンサーが届きました。',
  },
} as const

/** Talks before a renewal. */
export const renewals = {
  reason: '更新が近づいています。',
  year: { title: '1年の成果の振り返り', note: '歩留まりの変化を、場長と代表のお二人にご覧いただきました。' },
  next: { title: '来期の使い方のご相談', note: '出荷計画まで広げたいとのことです。' },
  terms: { title: '更新条件のご相談', note: '据え置きで続けたいとのお返事でした。' },
  visit: { title: '現地での打ち合わせ', note: '給餌の様子を見せていただきました。' },
  owner: { title: '代表とのご面談' },
} as const
