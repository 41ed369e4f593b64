import { describe, expect, test } from 'vitest'
import type { ColumnPlan, Plan } from '../mapping/plan.ts'
import { accountChecker } from './account.ts'
import { contactChecker } from './contact.ts'

const now = new Date('2026-11-22T00:00:00Z')
const surroundings = {
  timeZone: 'Asia/Tokyo',
  dateOrder: 'month',
  decimal: 'point',
  staffId: (text: string) => (text === '佐藤' ? 's1' : undefined),
} as const

const planOf = (columns: Record<string, ColumnPlan['field'] | ColumnPlan>): Plan => ({
  columns: Object.values(columns).map(one => (typeof one === 'object' && one ? one : { field: one, trait: null })),
  money: { currency: 'JPY', unit: 'one', per: 'month' },
  dateOrder: 'month',
  decimal: 'point',
})

function account(columns: Record<string, ColumnPlan['field'] | ColumnPlan>, ...cells: string[]) {
  return accountChecker(planOf(columns), Object.keys(columns), surroundings, now)({ number: 7, cells })
}

function contact(columns: Record<string, ColumnPlan['field'] | ColumnPlan>, ...cells: string[]) {
  return contactChecker(planOf(columns), Object.keys(columns), surroundings)({ number: 7, cells })
}

const trait = (type: 'text' | 'number' | 'boolean' | 'date', key = 'k'): ColumnPlan => ({
  field: null,
  trait: { key, type },
})
const names = (judged: ReturnType<typeof account>) => judged.problems.map(problem => problem.name)

describe('a row of accounts', () => {
  test('says what its cells say, trimmed, and nothing where they are blank', () => {
    const { draft } = account(
      {
        ID: 'external_id',
        名前: 'name',
        担当: 'owner',
        月額: 'monthly_amount',
        開始: 'started_on',
        メモ: trait('text', 'メモ'),
      },
      ' C-1 ',
      '　みなと　',
      '佐藤',
      '1,200円',
      '',
      ' ',
    )
    expect(draft).toMatchObject({
      row: 7,
      id: 'C-1',
      name: 'みなと',
      ownerId: 's1',
      amount: 1200,
      currency: 'JPY',
      startedOn: null,
      traits: '',
    })
  })

  test('keeps traits in their types, formulas and quotes as they are', () => {
    const columns = {
      id: 'external_id',
      n: trait('number', 'n'),
      b: trait('boolean', 'b'),
      d: trait('date', 'd'),
      t: trait('text', 'a"b'),
    } as const
    const { draft } = account(columns, '1', '(1,234.5)', 'いいえ', '2024/1/5', '=HYPERLINK("x")')
    expect(JSON.parse(`{${draft?.traits}}`)).toEqual({
      n: -1234.5,
      b: false,
      d: '2024-01-05',
      'a"b': '=HYPERLINK("x")',
    })
    const blank = account(columns, '1', 'N/A', '-', 'なし', 'NULL').draft
    expect(JSON.parse(`{${blank?.traits}}`)).toEqual({ 'a"b': 'NULL' })
  })

  test('names each cell that cannot be read, with its column and value', () => {
    const { problems } = account(
      {
        id: 'external_id',
        kind: 'kind',
        since: 'customer_since',
        n: trait('number'),
        zone: 'time_zone',
        owner: 'owner',
      },
      '1',
      '宇宙人',
      '2023-02-30',
      'many',
      'Mars/Olympus',
      '誰か',
    )
    expect(problems.map(({ row, column, value, name }) => [row, column, value, name])).toEqual([
      [7, 'kind', '宇宙人', 'not_kind'],
      [7, 'since', '2023-02-30', 'not_date'],
      [7, 'n', 'many', 'not_number'],
      [7, 'zone', 'Mars/Olympus', 'unknown_zone'],
      [7, 'owner', '誰か', 'unknown_staff'],
    ])
  })

  test.each<[string, string[], object]>([
    ['missing_id', ['', 'x'], {}],
    ['bad_id', ['null', 'x'], {}],
    ['bad_id', ['0000', 'x'], {}],
    ['too_long', ['x'.repeat(201), 'x'], { max: 200, length: 201 }],
    ['too_long', ['1', 'x'.repeat(501)], { max: 500, length: 501 }],
    ['nul', ['1', 'a\0b'], {}],
    ['broken_text', ['1', 'みな\ufffdと'], {}],
    ['ragged', ['1'], { cells: 1, columns: 2 }],
    ['ragged', ['1', 'a', 'b'], { cells: 3, columns: 2 }],
  ])('%s', (name, cells, detail) => {
    const { draft, problems } = account({ id: 'external_id', name: 'name' }, ...cells)
    expect(draft).toBeUndefined()
    expect(problems).toMatchObject([{ name, detail }])
  })

  test('empty cells behind the last column do no harm', () => {
    expect(account({ id: 'external_id' }, '1', '', ' ').draft?.id).toBe('1')
  })

  test('without a column of ids the name is the id', () => {
    expect(account({ 会社: 'name' }, 'みなと').draft).toMatchObject({ id: 'みなと', name: 'みなと' })
    expect(names(account({ 会社: 'name', x: 'plan' }, '', 'p'))).toEqual(['missing_id'])
    expect(names(account({ 会社: 'name' }, 'x'.repeat(300)))).toEqual(['too_long'])
  })

  test.each<[string, string, object]>([
    ['JPY', '29.85', { amount: 30 }],
    ['USD', '29.85', { amount: 2985 }],
    ['', '29', { amount: 29, currency: 'JPY' }],
    ['', 'N/A', { amount: null }],
    ['', '$29.85', { amount: 2985, currency: 'USD' }],
    ['', '￥1,200', { amount: 1200, currency: 'JPY' }],
    ['', '1,234.5 EUR', { amount: 123_450, currency: 'EUR' }],
    ['AUD', '$29.85', { amount: 2985, currency: 'AUD' }],
    ['KWD', '1.234', { amount: 1234, currency: 'KWD' }],
  ])('an amount in %s of %s', (currency, amount, expected) => {
    const columns = { id: 'external_id', cur: 'currency', mrr: 'monthly_amount' } as const
    expect(account(columns, '1', currency, amount).draft).toMatchObject(expected)
  })

  test('an amount in another currency than its row says is refused', () => {
    const columns = { id: 'external_id', cur: 'currency', mrr: 'monthly_amount' } as const
    expect(account(columns, '1', 'JPY', '$29.85').problems).toMatchObject([
      { name: 'other_currency', column: 'mrr', detail: { named: 'USD', currency: 'JPY' } },
    ])
  })

  test.each([
    ['not_number', 'free'],
    ['negative', '-5'],
    ['too_large', '1,000,000,000,001'],
  ])('an amount is %s', (name, amount) => {
    expect(account({ id: 'external_id', mrr: 'monthly_amount' }, '1', amount).problems).toMatchObject([
      { name, column: 'mrr' },
    ])
  })

  test.each<[string, string, boolean | null, string | null]>([
    ['Yes', '', true, null],
    ['No', '', false, null],
    ['', '', null, null],
    ['', '2026-10-31', true, '2026-10-30T15:00:00Z'],
    ['2026/10/31', '', true, '2026-10-30T15:00:00Z'],
    ['Yes', '2026-10-31', true, '2026-10-30T15:00:00Z'],
    // Came back since.
    ['No', '2026-10-31', false, null],
    // Announced.
    ['No', '2027-03-31', false, '2027-03-30T15:00:00Z'],
    ['', '2027-03-31', null, '2027-03-30T15:00:00Z'],
    ['Yes', '2027-03-31', true, null],
  ])('cancelled %j on %j', (cancelled, at, left, leftAt) => {
    const { draft } = account({ id: 'external_id', churn: 'cancelled', at: 'cancelled_at' }, '1', cancelled, at)
    expect([draft?.left, draft?.leftAt]).toEqual([left, leftAt])
  })

  test('a stage can say that the account left; a column about that goes first', () => {
    const columns = { id: 'external_id', stage: 'stage', churn: 'cancelled' } as const
    expect(account(columns, '1', '解約', '').draft).toMatchObject({ stage: null, left: true })
    expect(account(columns, '1', '解約', 'No').draft).toMatchObject({ left: false })
    expect(names(account(columns, '1', '利用中', 'maybe'))).toEqual(['not_left'])
  })

  test('tells at most ten problems', () => {
    const columns = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`n${i}`, trait('number', `n${i}`)]))
    expect(
      account({ id: 'external_id', ...columns }, '1', ...Array.from({ length: 30 }, () => 'x')).problems,
    ).toHaveLength(10)
  })

  test('what is shown of a value is short and holds nothing that a database cannot', () => {
    const [problem] = account({ id: 'external_id', n: trait('number') }, '1', `\0${'x'.repeat(500)}`).problems
    expect(problem?.value).toBe(`␀${'x'.repeat(199)}…`)
  })
})

describe('a row of contacts', () => {
  test('names in two columns are composed the way they are written', () => {
    const columns = { id: 'external_id', 姓: 'family_name', 名: 'given_name' } as const
    expect(contact(columns, '1', '田中', '一郎').draft?.name).toBe('田中 一郎')
    expect(contact(columns, '1', 'Das', 'Priya').draft?.name).toBe('Priya Das')
    expect(contact(columns, '1', '', '').draft?.name).toBeNull()
  })

  test('several accounts in one cell, each once', () => {
    const { draft } = contact({ id: 'external_id', accounts: 'accounts' }, '1', 'A; B、C|A\nD')
    expect(draft?.accounts).toEqual(['A', 'B', 'C', 'D'])
  })

  test('without a column of ids the mail address is the id', () => {
    expect(contact({ mail: 'email' }, 'Ichiro@X.jp').draft).toMatchObject({ id: 'ichiro@x.jp', email: 'Ichiro@X.jp' })
    expect(contact({ mail: 'email', x: 'name' }, '', 'n').problems).toMatchObject([
      { name: 'missing_id', column: 'mail' },
    ])
  })

  test.each(['no at sign', 'a@b@c', 'a b@c', '@'])('%j is no mail address', mail => {
    expect(contact({ id: 'external_id', mail: 'email' }, '1', mail).problems).toMatchObject([{ name: 'not_email' }])
  })
})
