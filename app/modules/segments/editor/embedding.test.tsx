import type { Child } from 'hono/jsx'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { galleryView } from '../../../../test/browser/gallery/render.tsx'
import { openStage } from '../../../../test/cast.ts'
import { sentOf } from '../../../../test/support/forms.ts'
import { seededRandom } from '../../../platform/random.ts'
import { ViewContext } from '../../../web/view.ts'
import { type About, askableOf } from '../about.ts'
import { type Group, readCondition } from '../conditions/condition.ts'
import { holdsPerson } from '../conditions/people.ts'
import { conditionMaker } from '../conditions/testing.ts'
import { ConditionField } from '../views/condition-field.tsx'
import { ConditionStreams } from '../views/condition-streams.tsx'
import { conditionDesk } from './desk.ts'
import { conditionDraft, type Draft, emptyConditionDraft } from './draft.ts'
import { conditionDraftOf } from './from-condition.ts'
import { settleCondition } from './settle.ts'
import { applyConditionStep } from './steps.ts'

// Several conditions stand in one form, as in the editor of plays.
const { services } = await openStage()
const view = galleryView('ja', { script: 'app.js', style: 'style.css' }, '')
const traitKeys = ['seats', 'a.b[]', 'c.s3.']
const texts = ['pro', '"a"', "O'Hara"]

const conditions = (seed: number, about: About): Group => {
  const { fields, measures } = askableOf(about, services.offers)
  const material = {
    today: '2026-11-22',
    fields: [...fields.values()].filter(one => !holdsPerson(one)),
    texts,
    traitKeys,
  }
  return conditionMaker(seededRandom(seed), { ...material, measures: [...measures.values()] }).group(3)
}
const deskOf = (...drafts: readonly Draft[]) => conditionDesk(services, 'ja', drafts)
const fieldsOf = (content: Child) =>
  sentOf(String(<ViewContext.Provider value={view}>{<form>{content}</form>}</ViewContext.Provider>), 'mode')

beforeAll(async () => {
  for (const key of traitKeys) {
    await sql`insert into customers.trait (subject, key, type) values ('account', ${key}, 'mixed'), ('contact', ${key}, 'mixed')`.execute(
      services.db,
    )
  }
})

test('conditions with prefixes stand in one form, and each comes back as it was', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const told = ['c.s3.', 'c.s30.', ''].map((prefix, place) => {
      const about: About = place === 1 ? 'contact' : 'account'
      return { prefix, about, condition: conditions(seed * 10 + place, about) }
    })
    const desk = await conditionDesk(services, 'ja', told)
    const values = fieldsOf(
      told.map(one => (
        <ConditionField draft={conditionDraftOf(one, desk)} desk={desk} problems={new Map()} prefix={one.prefix} />
      )),
    )
    for (const { prefix, about, condition } of told) {
      const settled = settleCondition(conditionDraft(values, prefix, about), desk)
      // Choices mean the same in whichever order they are ticked.
      const stored = (root: unknown) => readCondition({ v: 1, root })
      expect(stored(settled.condition), `${seed} ${prefix}`).toEqual(stored(condition))
      expect(settled.problems.size).toBe(0)
    }
  }
})

test('a button changes only its own condition, and says which row is new', () => {
  const before = emptyConditionDraft('account')
  const same = { draft: before, stepped: false, added: undefined }
  for (const step of ['', 'update', 'add:', 'c.s30.add:', 's3.add:']) {
    expect(applyConditionStep(before, step, 'c.s3.'), step).toEqual(same)
  }
  const after = applyConditionStep(before, 'c.s3.add:', 'c.s3.')
  expect(after).toMatchObject({ stepped: true, added: 'r2' })
  expect(applyConditionStep(after.draft, 'c.s3.remove:r1', 'c.s3.').draft.nodes.map(({ id }) => id)).toEqual(['r2'])
})

test('ids and names of two conditions never meet, and nothing is named without its prefix', async () => {
  const draft = emptyConditionDraft('contact')
  const desk = await deskOf(draft)
  const html = String(
    <ViewContext.Provider value={view}>
      {['a.', 'b.'].map(prefix => (
        <ConditionField draft={draft} desk={desk} problems={new Map()} prefix={prefix} />
      ))}
    </ViewContext.Provider>,
  )
  const found = (attribute: string) =>
    [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map(one => one[1] ?? '')
  const ids = found('id')
  expect(new Set(ids).size).toBe(ids.length)
  expect(found('name').filter(name => name !== 'do' && !/^[ab]\./.test(name))).toEqual([])
  const steps = [...html.matchAll(/name="do" value="([^"]*)"/g)].map(one => one[1])
  expect(steps).toEqual(
    ['a.', 'b.'].flatMap(prefix => ['remove:r1', 'add:', 'accounts', 'group'].map(step => prefix + step)),
  )
})

test('while one is edited, the others of the page are left alone', async () => {
  const typed = (subject: string) => ({
    'a.node[]': ['r1'],
    'a.subject.r1': subject,
    'a.shown.r1': '|',
    'b.node[]': ['r1'],
    'b.subject.r1': '',
    'b.shown.r1': '|',
  })
  const drawn = async (step: string) => {
    const conditions = await Promise.all(
      ['a.', 'b.'].map(async prefix => {
        const { draft, stepped, added } = applyConditionStep(
          conditionDraft(typed('trait:number:seats'), prefix, 'account'),
          step,
          prefix,
        )
        const desk = await deskOf(draft)
        return (
          <ConditionStreams
            draft={settleCondition(draft, desk).draft}
            desk={desk}
            prefix={prefix}
            stepped={stepped}
            focus={added}
          />
        )
      }),
    )
    return String(<ViewContext.Provider value={view}>{conditions}</ViewContext.Provider>)
  }
  const targets = (html: string) => [...html.matchAll(/target="([^"]+)"/g)].map(one => one[1])
  const chosen = await drawn('')
  expect(targets(chosen)).toEqual(['a.condition-r1'])
  expect(chosen).toContain('name="a.number.r1"')
  expect(targets(await drawn('b.add:'))).toEqual(['a.condition-r1', 'b.conditions'])
})
