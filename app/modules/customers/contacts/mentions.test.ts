import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { mentionOf } from './mentions.ts'

const { services } = await openStage()

async function named(person: Partial<Parameters<typeof mentionOf>[0]>, ids: readonly string[], text: string) {
  const mention = mentionOf({ name: null, email: null, phone: null, ...person }, ids)
  const { rows } = await sql<{ found: boolean }>`
    select normalize(${text}::text, NFKC) ~ ${mention}::text as found`.execute(services.db)
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
