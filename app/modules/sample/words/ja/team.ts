/** Who looks after the farms. */
export const people = {
  first: { name: '佐々木 伴子（サンプル）', strengths: ['給餌の記録', '導入の支援', '話を聞く'] },
  second: { name: '小林 走（サンプル）', strengths: ['水質とアラート', '出荷計画', '話を聞く'] },
} as const

export const segments = {
  quiet: {
    name: '静かになった顧客',
    description: '以前は使っていたのに、この2週間使っていない顧客です。解約した顧客は除きます。',
  },
  renewing: { name: '更新が近い大口', description: '月額78,000円以上で、60日以内に更新日を迎える顧客です。' },
  seaBream: { name: '真鯛の生産者', description: '魚種が真鯛の顧客です。' },
  deciding: {
    name: '更新が近い大口の責任者',
    description: '更新のご案内を差し上げる相手です。60日以内に更新日を迎える大口の顧客の、代表と場長。',
  },
  noLonger: {
    name: '最近使わなくなった担当者',
    description: '会社は使い続けているのに、この4週間使っていない人です。異動や引き継ぎの兆しかもしれません。',
  },
  talkative: {
    name: '静かになった顧客で話を聞ける人',
    description: '静かになった顧客の中で、よく使っていた人です。まずこの人に事情を伺います。',
  },
} as const

/** How customers are met. */
export const models = {
  renewing: {
    name: '更新が近い大口は人が会う',
    purposes: {
      high: '場長と代表のお二人と、1年の成果を振り返る',
      low: '更新条件を、決まった流れでご案内する',
      tech: '成果のまとめを届ける',
      community: '',
    },
    note: '更新の60日前から、月に1時間を目安にします。',
  },
  quiet: {
    name: '静かになった顧客は声をかける',
    purposes: {
      high: '',
      low: '打ち手の提案に沿って、止まった理由を伺う',
      tech: 'まず、再開の手がかりを届ける',
      community: '',
    },
    note: '',
  },
  others: {
    name: 'ふだんはプログラムに任せる',
    purposes: { high: '', low: '', tech: '使い方の案内と、毎月のまとめを届ける', community: '生産者どうしで教え合う' },
    note: 'ご相談があったときだけ、人が対応します。',
  },
} as const

/** Why scores were set by hand. */
export const overrides = {
  seldom: '月に数回だけ使う契約です。使う日が少ないのは、いつもどおりです。',
  unpaid: '支払いが2か月遅れています。利用は好調ですが、確認できるまで要注意とします。',
  noSuccessor: '後任の方が決まるまで、点数より深刻に見ておきます。',
  newManager: '場長が替わり、契約を見直すと伺いました。',
  promised: '社長から、来期も続けるとのお返事をいただきました。',
  leavingSoon: 'よく使ってくださっていた担当の方が、来月退職されるそうです。',
} as const
