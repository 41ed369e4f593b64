import { describe, expect, test } from 'vitest'
import { sourceOf } from '../../../../../test/support/imports.ts'
import { telco } from '../../../../../test/support/telco.ts'
import en from '../locales/en.json' with { type: 'json' }
import ja from '../locales/ja.json' with { type: 'json' }
import { inspectFile } from '../reading/inspect.ts'
import { readAmount } from '../values/money.ts'
import { planFault } from './faults.ts'
import { controlNames, planFromForm } from './form.ts'
import { guessPlan, type Surroundings } from './guess.ts'
import { headingRank } from './headings.ts'
import { fieldsOf, type Plan, type Subject } from './plan.ts'
import { staffFinder } from './surroundings.ts'
import { applyMapping, targetsText, UnclearMapping } from './targets.ts'

const staffId = staffFinder([
  { id: 's1', name: '佐藤 春', email: 'Haru@minato.example' },
  { id: 's2', name: '鈴木 一', email: 'a@minato.example' },
  { id: 's3', name: '鈴木 一', email: 'b@minato.example' },
])
const known: Surroundings = { currency: 'JPY', traits: new Map(), isStaff: text => staffId(text) !== undefined }

async function guessed(text: string | Buffer, subject: Subject = 'accounts', surroundings = known) {
  const { profile } = await inspectFile(sourceOf(Buffer.from(text), 4096), {})
  const plan = guessPlan(subject, profile, surroundings)
  return { plan, profile, targets: targetsOf(plan, profile) }
}

function targetsOf(plan: Plan, profile: { columns: readonly { heading: string }[] }): Record<string, string> {
  return Object.fromEntries(plan.columns.map((column, i) => [profile.columns[i]?.heading ?? '', targetsText(column)]))
}

describe('what stands before decimals', () => {
  test.each([
    ['10,5 says it, so 1.000 is a thousand', 'id;貸出;月額\na;10,5;1.000\nb;7;2.500\n', 'comma'],
    ['also where two groups of three stand', 'id;貸出\na;1.234.567\nb;7\n', 'comma'],
    ['also where a few are no numbers at all', 'id;貸出\na;10,5\nb;9,5\nc;8,25\nd;7,5\ne;?\n', 'comma'],
    ['between tabs, too', 'id\t貸出\na\t10,5\n', 'comma'],
    ['a point with one digit after it says the other', 'id;貸出;月額\na;10.5;1.000\n', 'point'],
    ['what can be either stays as usual', 'id;貸出;月額\na;1.000;1,000\n', 'point'],
    ['what shows both stays as usual', 'id;貸出;座標\na;10,5;35.1234\n', 'point'],
    ['a comma between commas is none', 'id,貸出\na,"10,5"\n', 'point'],
    ['what may be a list says nothing', 'id\t点\t利用\na\t1.000\t1,3\nb\t2.000\t2,4\nc\t3.000\t1\n', 'point'],
    ['also beside others', 'id\t点\t利用\na\t1.000\t1,3\nb\t1.000\t2,4\nc\t1.000\tx\nd\t1.000\t3,1\n', 'point'],
    ['all with one comma are no list', 'id\t点\t利用\na\t1.000\t1,3\nb\t2.000\t2,4\n', 'comma'],
    ['nor is what stands beside groups of three', 'id\t利用\na\t1.234,5\nb\t7\n', 'comma'],
    ['commas before three digits are those of thousands', 'id;人;利用\na;98,000;1,3\nb;9,800;2,4\n', 'point'],
    ['of an amount they count more than what others say', 'id;月額;a;b\na;98,000;1,5;2,5\nb;9,800;3,5;1,5\n', 'point'],
    ['also of one with a sign', 'id;x;a;b\na;98,000円;1,5;2,5\nb;9,800円;3,5;1,5\n', 'point'],
    ['also with one that was mistyped', 'id;売上\na;98,000\nb;9,800\nc;29,800\nd;29,80\n', 'point'],
  ])('%s', async (_, text, decimal) => {
    expect((await guessed(text)).plan.decimal).toBe(decimal)
  })

  test('makes numbers and an amount of its columns, and text of those that are written the other way', async () => {
    const euros = await guessed('id;貸出;月額\na;10,5;1.234,50\nb;;2.000\n')
    expect(euros.targets).toMatchObject({ 貸出: 'number:貸出', 月額: 'monthly_amount,number:月額' })
    expect(euros.plan.money.currency).toBe('EUR')
    const mixed = await guessed('id;貸出;座標\na;10,5;35.1234\n')
    expect(mixed.targets).toMatchObject({ 貸出: 'text:貸出', 座標: 'number:座標' })
    const changed = planFromForm('accounts', mixed.plan, { decimal: 'comma' })
    expect(changed.decimal).toBe('comma')
    expect(planFromForm('accounts', changed, { decimal: '?' }).decimal).toBe('comma')
  })

  test('leaves amounts with thousands as they are beside a list of numbers', async () => {
    const rows = ['A-1\t海風\t98,000\t1,3', 'A-2\t磯\t29,800\t2,4', 'A-3\t浜\t9,800\t1']
    const text = `${['顧客ID\t顧客名\t月額\t利用サービス', ...rows].join('\n')}\n`
    const { plan, targets } = await guessed(text)
    expect([plan.decimal, plan.money.currency]).toEqual(['point', 'JPY'])
    expect(targets).toMatchObject({ 月額: 'monthly_amount,number:月額', 利用サービス: 'text:利用サービス' })
    expect(readAmount('98,000', plan.money, plan.decimal)).toBe(98_000)
    const mistyped = await guessed(`${text}A-4\t岸\t12,800\t5\nA-5\t港\t12,80\t5\n`)
    expect(mistyped.plan).toMatchObject({ decimal: 'point', money: { currency: 'JPY' } })
    expect(mistyped.targets).toMatchObject({ 月額: 'monthly_amount,text:月額' })
  })
})

describe('a guess', () => {
  test.skipIf(telco.absent)(`imports telco.csv as it is${telco.skipped}`, async () => {
    const { plan, targets } = await guessed(telco.read())
    expect(targets).toMatchObject({
      customerID: 'external_id',
      gender: 'text:gender',
      SeniorCitizen: 'number:SeniorCitizen',
      Partner: 'boolean:Partner',
      MultipleLines: 'text:MultipleLines',
      tenure: 'number:tenure',
      Contract: 'text:Contract',
      MonthlyCharges: 'monthly_amount,number:MonthlyCharges',
      TotalCharges: 'number:TotalCharges',
      Churn: 'cancelled',
    })
    // Decimals are no yen.
    expect(plan.money).toEqual({ currency: 'USD', unit: 'one', per: 'month' })
    expect(planFault('accounts', plan)).toBeUndefined()
  })

  test('understands Japanese headings, whatever their width, units and signs', async () => {
    const { plan, targets } = await guessed(
      '取引先コード,会社名,法人/個人 区分,ステータス,担当者,利用開始日,プラン名,月額料金（千円）,契約更新日,解約年月日,解約理由,従業員数,備考\n' +
        'A1,みなと,法人,利用中,佐藤春,2024/1/5,標準,50,2027年4月1日,,,42,x\n' +
        'A2,海,個人,導入中,,2024/2/5,入門,12.5,2027年5月1日,2026-10-31,高い,8,\n',
    )
    expect(targets).toEqual({
      取引先コード: 'external_id',
      会社名: 'name',
      '法人/個人 区分': 'kind',
      ステータス: 'stage',
      担当者: 'owner',
      利用開始日: 'customer_since',
      プラン名: 'plan',
      '月額料金（千円）': 'monthly_amount,number:月額料金（千円）',
      契約更新日: 'renews_on',
      解約年月日: 'cancelled_at',
      解約理由: 'cancellation_reason',
      従業員数: 'number:従業員数',
      備考: 'text:備考',
    })
    expect(plan.money).toEqual({ currency: 'JPY', unit: 'thousand', per: 'month' })
  })

  test.each(['accounts', 'contacts'] as const)('knows every field of %s by the name it has on screen', subject => {
    const unknown = fieldsOf(subject).flatMap(field =>
      [ja.field[field], en.field[field]].filter(label => headingRank(subject, field, label) === undefined),
    )
    expect(unknown).toEqual([])
  })

  test('takes in again what the list of accounts gives out, also when an id came twice', async () => {
    const { targets } = await guessed(
      '顧客名,外部ID,ヘルススコア,月額,通貨,更新日,段階,担当\n' +
        'みなと水産,umi-068,87.5,9800,JPY,2027-07-25,契約中,佐藤 春\n' +
        'みなと漁業,umi-068,96,78000,JPY,2027-04-22,契約中,\n',
    )
    expect(targets).toMatchObject({
      顧客名: 'name',
      外部ID: 'external_id',
      月額: 'monthly_amount,number:月額',
      更新日: 'renews_on',
      担当: 'owner',
    })
  })

  test('does not take a heading at its word when the values say otherwise', async () => {
    const { targets } = await guessed(
      'id,status,owner,plan start,churn,mrr\n1,gold,山田,soon,maybe,high\n2,silver,田中,,,\n',
    )
    expect(targets).toMatchObject({
      status: 'text:status',
      owner: 'text:owner',
      churn: 'text:churn',
      mrr: 'text:mrr',
    })
  })

  test('does not mind a few cells that somebody mistyped: their rows will be told about', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i + 1},2024/1/${i + 1},${i * 100},No,法人`)
    const { targets } = await guessed(
      `id,利用開始日,月額,churn,種別\n${rows.join('\n')}\n99,soon,many,perhaps,宇宙人\n`,
    )
    expect(targets).toEqual({
      id: 'external_id',
      利用開始日: 'customer_since',
      月額: 'monthly_amount,text:月額',
      churn: 'cancelled',
      種別: 'text:種別',
    })
  })

  test('finds yearly amounts, their currency, and the order of days and months', async () => {
    const { plan } = await guessed('id,ARR,signup date\n1,"$12,000.50",03/04/2024\n2,$500,25/12/2024\n')
    expect(plan.money).toEqual({ currency: 'USD', unit: 'one', per: 'year' })
    expect(plan.dateOrder).toBe('day')
    expect(plan.columns[2]?.field).toBe('customer_since')
  })

  test('types are the narrowest that all rows fit, also far down; codes with zeros in front stay text', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${i},${i},0${i},はい,2024-01-01,${i}`)
    rows.push('x,late,1,いいえ,2024-01-02,', ',,,,,')
    const { targets } = await guessed(`id,count,code,flag,day,score\n${rows.join('\n')}\n`)
    expect(targets).toEqual({
      id: 'external_id',
      count: 'text:count',
      code: 'text:code',
      flag: 'boolean:flag',
      day: 'date:day',
      score: 'number:score',
    })
  })

  test('keeps the type that a trait has already', async () => {
    const { targets } = await guessed('id,grade\n1,5\n', 'accounts', { ...known, traits: new Map([['grade', 'text']]) })
    expect(targets.grade).toBe('text:grade')
  })

  test('takes a first column without a telling heading as the id only when it could be one', async () => {
    expect((await guessed('相手,x\na,1\nb,2\n')).targets.相手).toBe('external_id')
    expect((await guessed('相手,x\na,1\na,2\n')).targets.相手).toBe('text:相手')
  })

  test('leaves out what cannot be a trait: no heading, no value, more than 300', async () => {
    const many = Array.from({ length: 320 }, (_, i) => `t${i}`)
    const { plan, targets } = await guessed(`id,,空,a,a,${many.join()}\n1,x,,1,2,${many.map((_, i) => i).join()}\n`)
    expect(targets['']).toBe('ignore')
    expect(targets.空).toBe('ignore')
    expect(plan.columns[3]?.trait?.key).toBe('a')
    expect(plan.columns[4]?.trait?.key).toBe('a (2)')
    expect(plan.columns.filter(column => column.trait)).toHaveLength(300)
    expect(planFault('accounts', plan)).toBeUndefined()
  })

  test('of contacts finds names in two columns, addresses and accounts', async () => {
    const { targets } = await guessed(
      '姓,名,メールアドレス,役職,会社ID,入社日\n田中,一郎,t@x.jp,部長,C1,2020-01-01\n',
      'contacts',
    )
    expect(targets).toEqual({
      姓: 'family_name',
      名: 'given_name',
      メールアドレス: 'email',
      役職: 'title',
      会社ID: 'accounts',
      入社日: 'date:入社日',
    })
  })
})

describe('staff', () => {
  test('are found by mail address, and by name when only one is called so', () => {
    expect(['haru@MINATO.example', '佐藤　春', '鈴木 一', 'b@minato.example', '誰か'].map(staffId)).toEqual([
      's1',
      's1',
      undefined,
      's3',
      undefined,
    ])
  })
})

describe('a mapping that is typed', () => {
  const typed = async (map: string) => {
    const { plan, profile } = await guessed('id,a=b,Churn,MonthlyCharges\n1,2,Yes,5\n')
    return targetsOf(applyMapping('accounts', plan, profile, map), profile)
  }

  test('goes over the guess, takes fields from where they were, and knows types', async () => {
    expect(await typed('a=b=external_id; id = ignore'.replace(' = ', '='))).toMatchObject({
      id: 'ignore',
      'a=b': 'external_id',
    })
    expect(await typed('a=b=external_id')).toMatchObject({ id: 'ignore' })
    expect(await typed('Churn=boolean:left early;MonthlyCharges=trait')).toMatchObject({
      Churn: 'boolean:left early',
      MonthlyCharges: 'number:MonthlyCharges',
    })
    expect(await typed('MonthlyCharges=monthly_amount,text:x:y')).toMatchObject({
      MonthlyCharges: 'monthly_amount,text:x:y',
    })
  })

  test.each([
    ['nothing=name', 'unknownColumn'],
    ['Churn=name,nonsense', 'unknownTarget'],
    ['Churn=', 'noTarget'],
  ])('%s is unclear', async (map, reason) => {
    const error = await typed(map).catch(caught => caught)
    expect(error).toBeInstanceOf(UnclearMapping)
    expect(error.reason).toBe(reason)
  })
})

describe('a mapping from the form', () => {
  test('says what becomes of each column; what is unknown or absent stays', async () => {
    const { plan } = await guessed('id,x\n1,2\n')
    const names = controlNames(1)
    const changed = planFromForm('accounts', plan, {
      [names.field]: 'name',
      [names.type]: 'text',
      [names.key]: ' kept ',
      currency: 'EUR',
      unit: 'nonsense',
      per: 'year',
    })
    expect(changed.columns).toEqual([plan.columns[0], { field: 'name', trait: { key: 'kept', type: 'text' } }])
    expect(changed.money).toEqual({ currency: 'EUR', unit: 'one', per: 'year' })
    expect(planFromForm('accounts', plan, { [names.field]: 'email', [names.type]: '' }).columns[1]).toEqual({
      field: null,
      trait: null,
    })
  })

  test.each([
    ['needs_id', () => [{ field: null, trait: null }]],
    [
      'field_twice',
      () => [
        { field: 'name', trait: null },
        { field: 'name', trait: null },
      ],
    ],
    ['bad_trait', () => [{ field: 'name', trait: { key: ' ', type: 'text' } }]],
    ['bad_trait', () => [{ field: 'name', trait: { key: 'x'.repeat(201), type: 'text' } }]],
    ['trait_twice', () => ['name', 'plan'].map(field => ({ field, trait: { key: 'k', type: 'text' } }))],
    [
      'too_many_traits',
      () => Array.from({ length: 301 }, (_, i) => ({ field: null, trait: { key: `k${i}`, type: 'text' } })),
    ],
    [undefined, () => [{ field: 'name', trait: null }]],
  ])('lacks: %s', (fault, columns) => {
    const money = { currency: 'JPY', unit: 'one', per: 'month' } as const
    expect(planFault('accounts', { columns: columns() as never, money, dateOrder: 'month', decimal: 'point' })).toBe(
      fault,
    )
  })
})
