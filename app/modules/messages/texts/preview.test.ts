import { expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { enterPeople, mailPosting } from '../testing.ts'
import { fillTexts } from './facts.ts'
import { knownPlaceholders } from './known.ts'
import { previewMessage } from './preview.ts'

const { services } = await openStage()
const { db } = services
const { contacts, accounts } = await enterPeople(db, [{ name: '山田 海', email: 'Yamada@kai.example' }])

test('texts are filled from what is known, else with their fallback', async () => {
  const known = await knownPlaceholders(db)
  expect(known.names.has('contact.name')).toBe(true)
  const filled = await fillTexts(
    db,
    ['{{contact.name|お客様}}（{{account.name}}、{{account.plan|プラン未定}}）', '{{company.name}}'],
    [
      { key: 'a', accountId: accounts.みなと水産 ?? null, contactId: contacts['山田 海'] ?? null },
      { key: 'b', accountId: null, contactId: null },
    ],
  )
  expect(filled.get('a')).toEqual(['山田 海（みなと水産、プラン未定）', 'みなと養殖サービス'])
  expect(filled.get('b')).toEqual(['お客様（、プラン未定）', 'みなと養殖サービス'])
})

test('what is filled into Markdown stays text there, and plain text is as it was said', async () => {
  const people = await enterPeople(db, [{ name: '*海* [戻る](https://evil.example)', at: ['# 港_1'] }])
  const target = {
    key: 'a',
    accountId: people.accounts['# 港_1'] ?? null,
    contactId: Object.values(people.contacts)[0] ?? 0,
  }
  const text = '{{account.name}}の**{{contact.name}}**さん'
  const filled = (await fillTexts(db, [text, { markdown: text }], [target])).get('a')
  expect(filled).toEqual([
    '# 港_1の**\\*海\\* [戻る](https://evil.example)**さん'.replaceAll('\\', ''),
    '\\# 港_1の**\\*海\\* \\[戻る\\](https://evil.example)**さん',
  ])
})

test('a preview is the mail as it would leave', async () => {
  const content = {
    ...mailPosting().content,
    action: { label: '開く', url: 'https://minato.example/?c={{contact.name}}' },
  }
  const one = contacts['山田 海'] ?? 0
  const mail = await previewMessage(db, services, content, { contactId: one, accountId: accounts.みなと水産 ?? null })
  expect(mail.subject).toBe('山田 海さんへ')
  expect(mail.html).toContain('こんにちは、みなと水産の山田 海さん。')
  expect(mail.html).toContain(`https://minato.example/?c=${encodeURIComponent('山田 海')}`)
  expect(mail.text).toContain('みなと養殖サービスをご利用のみなと水産の方にお送りしています。')
  expect(mail.text).toContain('/unsubscribe/preview')
  // As for the mail, the language is the reader's.
  await db.updateTable('customers.contact').set({ locale: 'en-GB' }).where('id', '=', one).execute()
  const english = await previewMessage(db, services, content, {
    contactId: one,
    accountId: accounts.みなと水産 ?? null,
  })
  expect(english.text).toContain('Unsubscribe')
})
