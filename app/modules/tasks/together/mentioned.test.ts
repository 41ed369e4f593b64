import { expect, test } from 'vitest'
import { callsSomebody, mentionedIn } from './mentioned.ts'

const people = [
  { id: 'haru', name: '佐藤 春' },
  { id: 'natsu', name: '佐藤 夏' },
  { id: 'misao', name: '小川 操' },
  { id: 'ann', name: 'Ann Lee' },
  { id: 'annette', name: 'Annette Roy' },
]

test.each([
  ['@佐藤 春 さん、お願いします', ['haru']],
  ['＠佐藤夏さんと@小川さん', ['natsu', 'misao']],
  ['@佐藤さん、どちらでしょう', []],
  ['@annette ありがとう', ['annette']],
  ['Thanks @Ann Lee', ['ann']],
  ['@Annabel', []],
  ['mail to haru@example.com', []],
  ['@小川 @小川操', ['misao']],
  ['返事は ann@annette.example か ann@ann.co.jp まで', []],
  ['Please,@Ann', ['ann']],
  ['@', []],
])('%s', (text, ids) => expect([...mentionedIn(text, people)].sort()).toEqual([...ids].sort()))

test.each([
  ['@佐藤さん、どちらでしょう', true],
  ['haru@example.com に送りました', false],
  ['単価 @ 100円', false],
])('somebody seems to be called: %s', (text, called) => expect(callsSomebody(text)).toBe(called))
