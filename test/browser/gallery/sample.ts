/** The gallery's present instant, so that pictures do not change by the day. */
export const galleryNow = new Date('2026-11-22T09:30:00+09:00')

export const ago = (days: number): Date => new Date(galleryNow.getTime() - days * 86_400_000)

export interface SampleAccount {
  readonly id: number
  readonly name: readonly [ja: string, en: string]
  readonly plan: readonly [ja: string, en: string]
  readonly monthly: number
  readonly score: number
  readonly tone: 'good' | 'care' | 'bad'
  readonly risk: number
  readonly seen: Date
}

export const sampleAccounts: readonly SampleAccount[] = [
  {
    id: 1,
    name: ['みなと真鯛養殖', 'Minato Red Sea Bream'],
    plan: ['年契約', 'Yearly'],
    monthly: 48_000,
    score: 34,
    tone: 'bad',
    risk: 0.41,
    seen: ago(16),
  },
  {
    id: 2,
    name: ['北斗さけます生産組合', 'Hokuto Salmon Cooperative'],
    plan: ['12経営体', '12 farms'],
    monthly: 184_000,
    score: 58,
    tone: 'care',
    risk: 0.18,
    seen: ago(0.2),
  },
  {
    id: 3,
    name: ['瀬戸ブリファーム', 'Seto Yellowtail Farm'],
    plan: ['年契約', 'Yearly'],
    monthly: 96_000,
    score: 86,
    tone: 'good',
    risk: 0.03,
    seen: ago(1),
  },
  {
    id: 4,
    name: [
      '有限会社 とても長い名前の海産物加工販売ならびに養殖技術研究所 宇和島本店',
      'The Exceedingly Long Named Seafood Processing, Sales and Aquaculture Research Company of Uwajima',
    ],
    plan: ['月契約', 'Monthly'],
    monthly: 12_500,
    score: 71,
    tone: 'good',
    risk: 0.09,
    seen: ago(3),
  },
]
