// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are samples of code
import { expect, test } from 'vitest'
import { found } from './testing.ts'
import { wordsCheck } from './words.ts'

const file = 'app/web/ui/card.tsx'

test.each([
  ['Save', 'const a = <button>Save</button>'],
  ['保存する', 'const a = <button>保存する</button>'],
  ['件', 'const a = <p>{count}件</p>'],
  ['Yes', `const a = <p>{ok ? 'Yes' : ''}</p>`],
  ['none', `const a = <p>{name ?? 'none'}</p>`],
  ['of', 'const a = <p>{`${a} of ${b}`}</p>'],
  ['Close', 'const a = <button aria-label="Close" />'],
  ['Name', 'const a = <input placeholder="Name" />'],
  ['A map', `const a = <img alt={big ? 'A map' : ''} />`],
  ['Your accounts', 'const a = <Card heading="Your accounts" tone="good" class="wide tall" />'],
  ['顧客', `const label = '顧客'`],
])('words are not written in a page: %s', (word, text) => {
  expect(found(wordsCheck, { [file]: text })).toEqual([`${file}:1 ${word}`])
})

test('texts of the catalogues, signs, numbers, code, names and attributes that nobody reads pass', () => {
  const text = `const a = (
    <section class="card" data-action="click->menu#open" id="main" autocomplete="one-time-code webauthn">
      {t('web:card.title')} · {count} → 100 &nbsp; <code>POST /v1/batch</code> <kbd>Esc</kbd>
      {kind === 'good' ? <b /> : null} <svg viewBox="0 0 1 1" /> Banso
    </section>
  )`
  expect(found(wordsCheck, { [file]: text })).toEqual([])
})
