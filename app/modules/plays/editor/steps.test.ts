import { describe, expect, it, test } from 'vitest'
import { plainPlay, taskStep } from '../../../../test/support/plays.ts'
import { seededRandom } from '../../../platform/random.ts'
import { createWords } from '../../../web/i18n.ts'
import { type Definition, readDefinition, type Step } from '../definition/definition.ts'
import { allSteps, listsIn } from '../definition/steps.ts'
import { hasPart, type Part, partText, readPart } from './part.ts'
import { withVariant } from './promote.ts'
import { readFields } from './read-fields.ts'
import { obey } from './step-commands.ts'
import { copyStep, idsAfter, insertStep, moveStep, removeStep } from './steps.ts'

const branch: Step = {
  id: 's2',
  kind: 'branch',
  paths: [{ id: 'p3', name: '', condition: null, steps: [taskStep('s4')] }],
  otherwise: [],
}
const play: Definition = {
  ...plainPlay,
  steps: [taskStep('s1'), branch, taskStep('s5')],
  exits: [{ id: 'x6', name: '', condition: null }],
}

/** The steps as an outline: `s1 s2(s4|) s5`. */
function outline({ steps }: Pick<Definition, 'steps'>): string {
  const told = (step: Step): string => {
    const lists = listsIn(step)
    return lists.length > 0 ? `${step.id}(${lists.map(list => list.steps.map(told).join(' ')).join('|')})` : step.id
  }
  return steps.map(told).join(' ')
}

test.each([
  [{ kind: 'top' }, 's9 s1 s2(s4|) s5'],
  [{ kind: 'after', step: 's1' }, 's1 s9 s2(s4|) s5'],
  [{ kind: 'after', step: 's4' }, 's1 s2(s4 s9|) s5'],
  [{ kind: 'top', of: { step: 's2', path: 'p3' } }, 's1 s2(s9 s4|) s5'],
  [{ kind: 'top', of: { step: 's2', path: 'otherwise' } }, 's1 s2(s4|s9) s5'],
  [{ kind: 'after', step: 's7' }, 's1 s2(s4|) s5'],
] as const)('a step is added at %j', (at, expected) => {
  expect(outline(insertStep(play, at, taskStep('s9')))).toBe(expected)
})

describe('moving', () => {
  it('goes through every place from the top to the end and back, into paths and out again', () => {
    const down: string[] = []
    let moved = play
    for (let times = 0; times < 8; times++) {
      moved = moveStep(moved, 's1', 'down')
      down.push(outline(moved))
    }
    expect(down).toEqual([
      's2(s1 s4|) s5',
      's2(s4 s1|) s5',
      's2(s4|s1) s5',
      's2(s4|) s1 s5',
      's2(s4|) s5 s1',
      's2(s4|) s5 s1',
      's2(s4|) s5 s1',
      's2(s4|) s5 s1',
    ])
    for (let times = 0; times < 9; times++) moved = moveStep(moved, 's1', 'up')
    expect(outline(moved)).toBe(outline(play))
  })

  it('never loses or doubles a step, whatever is done', () => {
    const random = seededRandom(7)
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
    let one = play
    let size = 5
    for (let round = 0; round < 300; round++) {
      const id = pick(allSteps(one.steps)).id
      const before = allSteps(one.steps)
      if (round % 10 === 0 && before.length < 40) {
        one = copyStep(one, id, idsAfter(one))
        size = allSteps(one.steps).length
        expect(size).toBeGreaterThan(before.length)
      } else {
        one = moveStep(one, id, pick(['up', 'down'] as const))
      }
      const ids = allSteps(one.steps).map(step => step.id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(allSteps(one.steps)).toHaveLength(Math.max(size, before.length))
    }
  })
})

it('a branch is removed with all that lies on its paths', () => {
  expect(outline(removeStep(play, 's2'))).toBe('s1 s5')
})

it('a copy has ids of its own, above all that were ever given out', () => {
  const copied = copyStep(play, 's2', idsAfter(play, 20))
  expect(outline(copied)).toBe('s1 s2(s4|) s21(s23|) s5')
})

test.each([
  { kind: 'details' },
  { kind: 'trigger' },
  { kind: 'step', id: 's3' },
  { kind: 'exit', id: 'x4' },
  { kind: 'add', at: { kind: 'top' } },
  { kind: 'add', at: { kind: 'after', step: 's3' } },
  { kind: 'add', at: { kind: 'top', of: { step: 's3', path: 'p4' } } },
  { kind: 'add', at: { kind: 'top', of: { step: 's3', path: 'otherwise' } } },
] as const)('the part %j is read as it is written', part => {
  expect(readPart(partText(part))).toEqual(part)
})

test.each(['', 'x', 'step-', 'step-S1', 'step-s1"', 'add-into-s1', 'exit-x12345'])('%j is no part', text => {
  expect(readPart(text)).toBeUndefined()
})

it('knows which parts there are', () => {
  const has = (text: string) => hasPart(play, readPart(text) as Part)
  expect(['trigger', 'step-s4', 'exit-x6', 'add-top', 'add-into-s2-p3'].map(has)).toEqual(Array(5).fill(true))
  expect(['step-s9', 'exit-x9', 'add-after-s9', 'add-into-s9-p3'].map(has)).toEqual(Array(4).fill(false))
})

describe('a button', () => {
  const offers = { playSteps: new Map() }
  const pressed = (part: string, command: string, on = play) =>
    obey(on, readPart(part) as Part, command, { offers, nextId: idsAfter(on), t: createWords({})('ja') })

  it('adds a step where the part says, and opens it', () => {
    const added = pressed('add-after-s1', 'add:wait')
    expect(added && outline(added.definition)).toBe('s1 s7 s2(s4|) s5')
    expect(added).toMatchObject({ what: 'added', open: { kind: 'step', id: 's7' } })
    expect(pressed('add-top', 'add:action:nothing')).toBeUndefined()
    expect(pressed('step-s1', 'add:wait')).toBeUndefined()
  })

  it('adds and removes paths, and shares out evenly', () => {
    const split = pressed('add-top', 'add:split')?.definition as Definition
    const id = split.steps[0]?.id ?? ''
    const three = pressed(`step-${id}`, 'path-add', split)?.definition as Definition
    const shares = (one: Definition) =>
      one.steps[0]?.kind === 'split' ? one.steps[0].paths.map(path => path.share) : []
    expect(shares(three)).toEqual([34, 33, 33])
    const last = three.steps[0]?.kind === 'split' ? three.steps[0].paths[2]?.id : ''
    const two = pressed(`step-${id}`, `path-remove:${last}`, three)?.definition as Definition
    expect(shares(two)).toEqual([50, 50])
    const same = pressed(`step-${id}`, `path-remove:${last}`, two)?.definition as Definition
    expect(shares(same)).toEqual([50, 50])
  })

  it.each(['', 'update', 'c.add:', 'p.add', 'constructor', 'toString'])(
    '%j of another field changes nothing',
    command => {
      expect(pressed('step-s1', command)).toBeUndefined()
    },
  )
})

describe('what is typed', () => {
  const offers = {} as Parameters<typeof readFields>[3]
  const typed = (part: Part, values: Record<string, string>) => readFields(play, part, values, offers)

  it('becomes an outcome, in any width of digits', () => {
    const { outcome } = typed(
      { kind: 'outcome' },
      { 'f.kind': 'event', 'f.event': ' 発注 ', 'f.days': '２８', 'f.matters': '5%' },
    )
    expect(outcome).toEqual({ kind: 'event', event: '発注', better: 'more', days: 28, matters: 0.05 })
    expect(typed({ kind: 'outcome' }, { 'f.kind': 'subscription', 'f.state': 'x', 'f.days': 'soon' }).outcome).toEqual({
      kind: 'subscription',
      state: 'retained',
    })
  })

  it.each([
    ['10', 0.1],
    ['１２．５％', 0.125],
    ['0', 0],
    // All of them: that is a problem which is shown.
    ['-3', 1],
    ['150', 1],
    ['many', 1],
  ])('%j is a holdout of %d', (text, share) => {
    expect(typed({ kind: 'holdout' }, { 'f.holdout': text }).holdout).toBe(share)
  })

  it.each([
    ['1,440', 1440],
    ['', 0],
    ['soon', 0],
    ['1.5', 0],
  ])('%j is a wait of %d, and 0 is told as a problem', (text, amount) => {
    const step = { id: 's1', kind: 'wait', for: { amount: 3, unit: 'days' } } as const
    const read = readFields({ ...play, steps: [step] }, { kind: 'step', id: 's1' }, { 'f.for': text }, offers)
    expect(read.steps[0]).toEqual({ ...step, for: { amount, unit: 'days' } })
    expect(readDefinition(read).steps).toHaveLength(1)
  })

  it('says whether it may begin again', () => {
    const again = typed({ kind: 'reentry' }, { 'f.rule': 'after_days', 'f.days': '30' })
    expect(again.reentry).toEqual({ rule: 'after_days', days: 30 })
    expect(typed({ kind: 'reentry' }, { 'f.rule': 'never', 'f.days': '30' }).reentry).toEqual({ rule: 'never' })
  })
})

describe('an answer that is asked for', () => {
  const asked: Step = {
    id: 's8',
    kind: 'until',
    condition: null,
    answer: { step: 's7', is: 'accepted' },
    limit: { amount: 7, unit: 'days' },
    onLimit: 'go_on',
  }
  const exit = { id: 'x9', name: '', condition: null, answer: { step: 's7', is: 'declined' as const } }
  const inviting: Definition = { ...play, steps: [taskStep('s7'), asked], exits: [exit] }
  const typed = (part: Part, answer: Record<string, string>, on = inviting) =>
    readFields(on, part, { 'f.limit': '7', 'f.limit.unit': 'days', ...answer }, {} as Parameters<typeof readFields>[3])
  const answerOf = ({ steps }: Definition) => {
    const step = allSteps(steps).find(one => one.id === 's8')
    return step?.kind === 'until' ? step.answer : 'none'
  }

  it.each([
    ['s7:declined', { step: 's7', is: 'declined' }],
    ['s7:none', { step: 's7', is: 'none' }],
    ['nothing', undefined],
    ['s7:maybe', undefined],
    ['x:accepted', undefined],
  ])('%j is read as %j', (text, expected) => {
    expect(answerOf(typed({ kind: 'step', id: 's8' }, { 'f.answer': text }))).toEqual(expected)
  })

  it('stays where the form did not show it', () => {
    expect(answerOf(typed({ kind: 'step', id: 's8' }, {}))).toEqual({ step: 's7', is: 'accepted' })
    expect(typed({ kind: 'exit', id: 'x9' }, { 'f.name': '見送り' }).exits).toEqual([{ ...exit, name: '見送り' }])
    expect(typed({ kind: 'exit', id: 'x9' }, { 'f.answer': 's7:any' }).exits[0]?.answer).toEqual({
      step: 's7',
      is: 'any',
    })
  })

  it('is the answer to the copy when both are copied, and to the same step when only one is', () => {
    const branch: Step = {
      id: 's1',
      kind: 'branch',
      otherwise: [],
      paths: [{ id: 'p2', name: '', ...{ condition: null }, steps: inviting.steps }],
    }
    const copied = allSteps(copyStep({ ...play, steps: [branch] }, 's1', idsAfter({ ...play, steps: [branch] })).steps)
    const answers = copied.flatMap(step => (step.kind === 'until' ? [[step.id, step.answer?.step]] : []))
    const [first, second] = answers
    expect(first).toEqual(['s8', 's7'])
    expect(second?.[1]).not.toBe('s7')
    expect(copied.map(step => step.id)).toContain(second?.[1])
    const alone = allSteps(copyStep(inviting, 's8', idsAfter(inviting)).steps).at(-1)
    expect(alone).toMatchObject({ kind: 'until', answer: { step: 's7', is: 'accepted' } })
  })
})

describe('a trial', () => {
  const names = { asProposed: 'A', asTried: 'B' }
  const made = (definition: Definition, step: string, note: string) =>
    withVariant(definition, { step, note }, names, idsAfter(definition))

  it('becomes a path beside the task as it was, half each, in the words of the person', () => {
    const variant = made(play, 's4', '現場を訪ねた')
    expect(variant && outline(variant.definition)).toBe('s1 s2(s10(s4|s7)|) s5')
    const step = allSteps(variant?.definition.steps ?? []).find(one => one.id === variant?.variant)
    expect(step).toMatchObject({ action: 'task', settings: { title: '現場を訪ねた', assign: 'owner', minutes: 20 } })
    const english = 'Visited them at the harbour and drew up a simple daily log together'
    const told = made(play, 's4', english)
    const third = allSteps(told?.definition.steps ?? []).find(one => one.id === told?.variant)
    expect(third).toMatchObject({ settings: { title: english, proposal: '' } })
    const long = made(play, 's4', '一行目\n二行目')
    const other = allSteps(long?.definition.steps ?? []).find(one => one.id === long?.variant)
    expect(other).toMatchObject({ settings: { title: '電話する', proposal: '一行目\n二行目' } })
  })

  it('becomes a path more where the step is compared already', () => {
    const once = made(play, 's1', 'b')?.definition ?? play
    const twice = made(once, 's1', 'c')?.definition
    expect(twice && outline(twice)).toBe('s10(s1|s7|s11) s2(s4|) s5')
    const [split] = twice?.steps ?? []
    expect(split?.kind === 'split' && split.paths.map(path => path.share)).toEqual([34, 33, 33])
  })

  it('of a step that is gone, or is no task, becomes nothing', () => {
    expect(made(play, 's9', 'x')).toBeUndefined()
    expect(made(play, 's2', 'x')).toBeUndefined()
  })
})
