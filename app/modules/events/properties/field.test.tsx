import type { Child } from 'hono/jsx'
import { expect, it } from 'vitest'
import { galleryView } from '../../../../test/browser/gallery/render.tsx'
import { openStage } from '../../../../test/cast.ts'
import { sentOf } from '../../../../test/support/forms.ts'
import { ViewContext } from '../../../web/view.ts'
import { PropertyField, PropertyStreams } from '../views/property-field.tsx'
import type { PropertyCondition } from './condition.ts'
import { applyPropertyStep, propertyDraft, propertyDraftOf, settleProperties } from './draft.ts'

const { services } = await openStage()
const view = { ...galleryView('ja', { script: '', style: '' }, ''), t: services.words('ja') }
const render = (content: Child) => String(<ViewContext.Provider value={view}>{content}</ViewContext.Provider>)
const none = new Map()

const conditions: readonly PropertyCondition[] = [
  { property: 'plan "x"', asks: { is: 'same', text: '<b>&"プロ"' } },
  { property: 'order.total', asks: { is: 'at_least', number: 12.5 } },
  { property: 'tags', asks: { is: 'one_of', texts: ['a', 'b c'] } },
  { property: 'paid', asks: { is: 'yes' } },
]

it('gives conditions back as they were, two of them in one form', () => {
  const others = conditions.slice(1, 2)
  const form = render(
    <form>
      <PropertyField draft={propertyDraftOf(conditions)} problems={none} prefix="t." known={['plan']} />
      <PropertyField draft={propertyDraftOf(others)} problems={none} prefix="e.s1." known={[]} />
    </form>,
  )
  const values = sentOf(form, 't.row[]')
  expect(settleProperties(propertyDraft(values, 't.'))).toEqual({ conditions, problems: none })
  expect(settleProperties(propertyDraft(values, 'e.s1.'))).toEqual({ conditions: others, problems: none })
})

it('a button changes only its own field; rows come and go', () => {
  const draft = propertyDraftOf(conditions)
  for (const step of ['', 'add', 'e.add', 'remove:p1', 't.']) {
    expect(applyPropertyStep(draft, step, 't.'), step).toEqual({ draft, stepped: false, added: undefined })
  }
  const more = applyPropertyStep(draft, 't.add', 't.')
  expect(more).toMatchObject({ stepped: true, added: 'p5' })
  const less = applyPropertyStep(more.draft, 't.remove:p2', 't.')
  expect(less.draft.map(({ id }) => id)).toEqual(['p1', 'p3', 'p4', 'p5'])
  expect(settleProperties(more.draft).conditions).toEqual(conditions)
})

it('says what is missing, and takes no harm from nonsense', () => {
  const row = (fields: Record<string, string>) =>
    propertyDraft(
      { 'row[]': ['p1'], ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${name}.p1`, value])) },
      '',
    )
  const problemOf = (fields: Record<string, string>) => settleProperties(row(fields)).problems.get('p1')
  expect(problemOf({ asks: 'same', value: 'x' })).toBe('propertyMissing')
  expect(problemOf({ property: 'a', asks: 'same' })).toBe('valueMissing')
  expect(problemOf({ property: 'a', asks: 'more', value: 'x' })).toBe('numberInvalid')
  expect(problemOf({ property: 'a', asks: 'one_of', value: ' 、,' })).toBe('valueMissing')
  expect(problemOf({ property: 'a', asks: 'same', value: 'x'.repeat(501) })).toBe('tooLong')
  expect(problemOf({ property: 'a', asks: 'constructor', value: 'x' })).toBeUndefined()
  expect(problemOf({ property: '', asks: 'same' })).toBeUndefined()
  expect(propertyDraft({ 'row[]': ['<b>', '__proto__', 'p1', 'p1'] }, '')).toHaveLength(1)
  expect(propertyDraft({ 'row[]': Array.from({ length: 100 }, (_, index) => `p${index}`) }, '')).toHaveLength(20)
})

it('draws anew only the row whose input is another now', () => {
  const typed = {
    't.row[]': ['p1', 'p2'],
    't.asks.p1': 'yes',
    't.shown.p1': 'text',
    't.asks.p2': 'same',
    't.shown.p2': 'text',
  }
  const draft = propertyDraft(typed, 't.')
  const field = { draft, problems: none, prefix: 't.', known: [] }
  const targets = (html: string) => [...html.matchAll(/target="([^"]+)"/g)].map(one => one[1])
  const html = render(<PropertyStreams {...field} stepped={false} />)
  expect(targets(html)).toEqual(['t.property-p1'])
  expect(html).not.toContain('t.value.p1')
  expect(targets(render(<PropertyStreams {...field} stepped />))).toEqual(['t.properties'])
})
