import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { mentionOf, namedIn } from './mentions.ts'

const { services } = await openStage()

async function named(person: Partial<Parameters<typeof mentionOf>[0]>, ids: readonly string[], text: string) {
  const mention = mentionOf({ name: null, email: null, phone: null, ...person }, ids)
  const { rows } = await sql<{ found: boolean }>`
    select ${namedIn(mention, sql`${text}::text`)} as found`.execute(services.db)
  return rows[0]?.found
}

test.each([
  ['Ann Ito', 'Annさんより連絡'],
  ['Ann Ito', '担当はANNです'],
  ['ann ito', '窓口はAnn'],
  ['Taylor Brown', '昨日taylorと話した'],
  ['José Núñez', 'JOSÉ will call'],
  ['An Li', 'Mrs Li will call'],
  ['田中太郎', '田中さんと話した'],
  ['田中太郎', '担当田中さんより'],
  ['田中太郎', '本日田中様から'],
  ['田中太郎', '3日田中様から'],
  ['森 花子', 'また森様に'],
  ['アン・リー', 'アンさんの意見'],
  ['マリア', '担当のマリアさん'],
  ['田中 あい', '担当のあいさん'],
  ['田中 あい', 'あいが退職'],
  ['たなかたろう', 'たなか様より'],
  ['林 修', '林 修が退職'],
  ['林 修', '林　修が退職'],
  ['林 修', '林修が退職'],
  ['林修', '林 修が退職'],
  ['山田太郎', '山田 太郎が退職'],
  ['山田　太郎', '山田太郎が退職'],
  ['たなかたろう', 'たなか たろうが退職'],
  ['김민준', '김 민준'],
  ['山田 様', '山田が退職'],
  ['山田様', '山田が退職'],
  ['経理 田中', '田中が退職'],
  ['株式会社みなと 田中', '田中が退職'],
  ['阿部', '阿部が退職'],
  ['田中商店', '田中商店へ発送'],
  ['東京支店 長谷部', '長谷部が退職'],
  ['山田太郎(営業)', '山田太郎に電話'],
  ['田中　太郎（営業部）', '田中さんに電話'],
  ['佐藤/鈴木', '鈴木さんが退職'],
  ['担当:山田', '山田が退職'],
  ['（株）みなと 田中', '田中が退職'],
  ['営業本部長 田中', '田中が退職'],
  ['代表取締役 山田', '山田が退職'],
  ['Mr. John Smith', 'John will call'],
  ['Grace Ito', 'Grace will call'],
  ['The An', 'Ms An will call'],
  ['Ana Sales', 'Ms Sales called'],
  ['Ana Sales', 'Salesさんに電話'],
  ['Ana Sales', 'ask ana sales'],
  ['田中課長', '田中さんに電話'],
  ['田中課長', '田中課長に電話'],
  ['山田係長', '山田が退職'],
  ['佐藤工場長', '佐藤さんより'],
  ['鈴木支店長', '鈴木さんより'],
  ['鈴木支店長', '鈴木が退職'],
  ['森課長', '森さんより'],
  ['田中課長様', '田中さんより'],
  ['田中部長', '田中さんより'],
  ['田中太郎課長', '田中太郎が退職'],
  ['田中 太郎課長', '太郎さんより'],
  ['田中 太郎課長', '太郎課長に確認'],
  ['林 修課長', '林修さんより'],
  ['営業課 田中課長', '田中が退職'],
  ['鈴木営業部長', '鈴木が退職'],
  ['山本部長', '山本が退職'],
  ['田中本部長', '田中が退職'],
  ['松本店長', '松本が退職'],
  ['田中代表取締役', '田中が退職'],
  ['水産課長 山田', '山田が退職'],
  ['Mr.Smith', 'Smith called'],
  ['林(営業)', '林(営業)が退職'],
  ['森（経理）', '森（経理）が退職'],
  ['林/森', '林/森が退職'],
  ['R&D', 'R&Dに確認'],
  ['A.B. (C)', 'a.b. (c) called'],
  ['林', '林が退職'],
  ['森課長', '担当森が退職'],
  ['山田太郎（東京）', '山田太郎（東京）へ'],
  ['John Smith (Acme)', 'Mr Acme called'],
  ['山田花子（佐藤）', '佐藤さんより'],
  ['東京支店（山田）', '山田が退職'],
  ['田中（営業課）', '田中が退職'],
  ['田中（みなと', '田中が退職'],
  ['開発 太郎', '開発さんより'],
  ['田中＠大阪支店', '田中が退職'],
  ['大阪支店-田中', '田中が退職'],
  ['田中_大阪支店', '田中が退職'],
  ['株式会社みなと-田中', '田中が退職'],
  ['太郎~山田', '山田が退職'],
  ["山田 'ケン' 太郎", 'ケンさんより'],
  ['Jean-Luc Day', 'Jean-Luc called'],
  ['taro@acme.example', 'taro@acme.exampleへ'],
  ['Taro Yamada (山田太郎)', '山田太郎が退職'],
  ['Taro Yamada (山田太郎)', '山田さんが退職'],
  ['Taro Yamada (山田太郎)', 'Taro said'],
  ['Taro Yamada (山田太郎、営業部)', '山田太郎が退職'],
  ['Taro Li (林 修)', '林修が退職'],
  ['Yamada Taro（山田 太郎）', '山田太郎様に電話'],
  ['Yamada Taro（山田 太郎）', '山田に連絡'],
  ['山田太郎 (Taro Yamada)', 'Taro Yamada left'],
  ['山田太郎 (Taro Yamada)', 'Yamada left'],
  ['山田太郎 (Taro)', 'Taro left'],
  ['山田太郎 (An Li)', 'An Li left'],
  ['김민준 (Minjun)', 'Minjun left'],
  ['John Smith (Jack Black)', 'Jack left'],
  ['山田太郎（佐藤 花子）', '花子が退職'],
  ['Robert (Bob) Smith', 'Bob will leave'],
  ['Robert (Bob) Smith', 'Robert Smith'],
  ['鈴木（高橋）花子', '高橋が退職'],
  ['鈴木花子（旧姓 高橋）', '高橋が退職'],
  ['鈴木花子（旧姓：高橋）', '高橋さんが退職'],
  ['鈴木花子（旧姓高橋）', '高橋が退職'],
  ['鈴木花子 旧姓高橋', '高橋が退職'],
  ['Ann Ito (née Brown)', 'Brown left'],
  ['Renée Nee Ito', 'Nee and Renée left'],
  ['鈴木花子（山田太郎）', '山田さんより'],
  ["O'Neil Pat", 'O’Neil left'],
  ['O’Neil Pat', "O'Neil left"],
])('%s is found in 「%s」', async (name, text) => expect(await named({ name }, [], text)).toBe(true))

test.each([
  ['Ann Ito', 'planning for the annual review'],
  ['An Li', 'Send an invoice to Mrs Brown'],
  ['Will May', 'She will call back, it may take a while'],
  ['Mark No', 'no mark is set'],
  ['田中太郎', '前田さんの見積り'],
  ['田中太郎', '小田中さんの見積り'],
  ['森 花子', '大森さんの見積り'],
  ['アン・リー', 'アンケートの結果'],
  ['アユミ', 'マリアさんの見積り'],
  ['田中 あい', 'あいさつに伺う。話しあいは来週'],
  ['経理', '経理に確認してから請求'],
  ['経理部ご担当者様', '担当者様あてに経理へ送付'],
  ['東京支店', '東京支店へ発送'],
  ['大阪営業所 田中', '大阪営業所へ発送'],
  ['Support', 'asked support for help. Support said no'],
  ['Customer Success Team', 'The team of customer success'],
  ['Minato Inc.', 'an inc. somewhere'],
  ['経理 田中', '経理に確認'],
  ['株式会社みなと 田中', '株式会社みなとへ請求'],
  ['田中 さん', '鈴木さんが退職'],
  ['山田太郎(営業)', '営業へ連絡'],
  ['（株）みなと 田中', '（株）みなとへ請求'],
  ['（株）みなと 田中', '株式会社みなとへ請求'],
  ['代表取締役 山田', '代表取締役に提案'],
  ['営業本部長 田中', '営業本部で会議'],
  ['東京支店長 山田', '東京支店へ訪問'],
  ['Mr. John Smith', 'Called Mr. Black'],
  ['Adam B. Jones', 'Chose plan b. The price is fine'],
  ['Ana Sales', 'Sales went up'],
  ['Grace Ito', 'a grace period of ten days'],
  ['The An', 'An invoice for the farm. The farm pays'],
  ['山田太郎（東京）', '東京本社へ発送'],
  ['田中（みなと水産）', 'みなと水産へ請求'],
  ['田中（みなと', 'みなとへ請求'],
  ['田中@みなと水産', 'みなと水産へ請求'],
  ['経理（東京）', '東京本社へ発送'],
  ['東京営業部 山田', '東京営業部へ'],
  ['John Smith (Acme)', 'Acme signed the contract'],
  ['John Smith Jr.', 'the Jr. plan'],
  ['Taro (taro@acme.example)', 'acme.example is down'],
  ['山田 太郎 (2026)', '期限は2026-12-01'],
  ['２０２６年 山田', '2026年の契約'],
  ['2026', '2026年'],
  ['水産課長 山田', 'みなと水産課へ'],
  ['銀座支店長 山田', '銀座店へ'],
  ['営業一課長', '営業一課へ'],
  ['支店長', '支店へ'],
  ['山本部長', '山へ'],
  ['開発 太郎', '開発部長と面談'],
  ['R&D', 'Sunset Rd.'],
  ['J. R.', 'JR東日本へ'],
  ['林', '小林が退職。林業、山林'],
  ['Taro Yamada (東京)', '東京本社へ発送'],
  ['Taro Yamada（株式会社みなと）', '株式会社みなとへ請求'],
  ['山田太郎 (Minato Inc.)', 'Minato signed the contract'],
  ['John Smith (Acme Sales Dept)', 'Acme signed the contract'],
  ['John Smith (Building 2026)', 'the building is old'],
  ['John Smith (do not call)', 'They call back'],
  ['John Smith (Acme) Jr.', 'Acme signed the contract'],
  ['山田（みなと水産）課長', 'みなと水産へ請求'],
  ['John Smith [退職済み]', '前の方が退職済み'],
  ['山田太郎 (on leave)', 'They leave soon'],
])('%s is not found in 「%s」', async (name, text) => expect(await named({ name }, [], text)).toBe(false))

test('addresses, numbers and ids are found within Japanese, too, but not within longer ones', async () => {
  const person = { email: 'ｓuzuki＠example.com', phone: '03-1234-5678' }
  for (const text of [
    '見積りをSuzuki@example.comに送信',
    '宛先はｓｕｚｕｋｉ＠ｅｘａｍｐｌｅ．ｃｏｍへ',
    '電話03-1234-5678まで',
    '利用者user-77の件',
    '番号4821の方',
  ])
    expect([text, await named(person, ['user-77', '4821'], text)]).toEqual([text, true])
  for (const text of ['mysuzuki@example.com', '103-1234-5678', 'user-771の件', '月4821円', '14821の方'])
    expect([text, await named(person, ['user-77', '4821'], text)]).toEqual([text, false])
})

test.each([
  ['顧客-1', '1件と、顧客-1の件', true],
  ['顧客-1', '残り1件', false],
  ['id-鈴木', 'the id of it', false],
  ['{user-77}', 'user-77の件', true],
  ['[1]x', '1x', false],
  ['#123', '123', false],
  ['Ünal-Å-7', 'ünal-å-7の件', true],
  ['a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r', 'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.s', false],
  ['a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r', 'x a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r', true],
])('the id %s in 「%s」: %s', async (id, text, found) => expect(await named({}, [id], text)).toBe(found))

test('texts without any of the name are passed over quickly', async () => {
  const mention = mentionOf({ name: '山田 太郎', email: 'taro@x.example', phone: '03-1234-5678' }, [])
  const text = sql`repeat('本日、担当の方に給餌の件で電話しました。Fed the fish. ', 20 + i % 2)`
  const look = async (one: typeof mention) => {
    const start = performance.now()
    await sql`select count(*) from generate_series(1, 400) i where ${namedIn(one, text)}`.execute(services.db)
    return performance.now() - start
  }
  const [quick, whole] = [await look(mention), await look({ ...mention, hint: '' })]
  expect(whole / quick).toBeGreaterThan(2)
})

test('thousands of ids are looked for in the time that a few take', async () => {
  const found = ['0a6d8c3e-5f1b-4a57-9d10-6c1f3a2b4c5d', 'Customer-104821', '77120455', 'taro@x.example', '利用者甲一']
  const others = Array.from({ length: 20_000 }, (_, i) => [`customer-${i}`, `${randomUUID()}`, `a${i}b`]).flat()
  const few = mentionOf({ name: null, email: null, phone: null }, [...found, ...others.slice(0, 300)])
  const many = mentionOf({ name: null, email: null, phone: null }, [...found, ...others])
  const texts = sql`
    select array_to_string(array_agg('order-' || i * j || ' 見積りの件 customer-' || md5((i * j)::text)), '、') || ' ' || said as text
    from generate_series(1, 20) j, generate_series(1, 40) i, unnest(${[...found, '', 'customer-x', '月77120455円']}::text[]) said
    group by i, said`
  const look = async (mention: typeof few) => {
    const start = performance.now()
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from (${texts}) t where ${namedIn(mention, sql`text`)}`.execute(services.db)
    return { count: rows[0]?.count, took: performance.now() - start }
  }
  const [first, second] = [await look(few), await look(many)]
  expect([first.count, second.count]).toEqual([200, 200])
  // Two hundred times as many ids: with a regular expression it was minutes.
  expect(second.took / first.took).toBeLessThan(10)
})

test('a name that looks like a long row of departments is read quickly', () => {
  const start = performance.now()
  for (const name of [
    `経理${'1'.repeat(190)}x`,
    `${'課長'.repeat(95)}x`,
    `${'品質管理'.repeat(48)}x`,
    '('.repeat(200),
  ]) {
    mentionOf({ name, email: null, phone: null }, [])
  }
  // One expression for all of it takes longer than anybody lives.
  expect(performance.now() - start).toBeLessThan(1000)
})

test.each([
  'สมชาย ใจดี',
  'मीना कुमारी',
  '김민준',
  'a_b.c+d@x.example',
  '(A*[B]{2}|?^$)\\',
  '<b>O’Neil</b>',
  '😀 e\u0301',
  'ß-İ',
  '&%#~"\'',
])('whatever a name is made of can be looked for: %s', async name =>
  expect(await named({ name }, [name], `… ${name} …`)).toBe(true),
)
