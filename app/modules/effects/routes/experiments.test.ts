import { describe, expect, test } from 'vitest'
import { cookiesAfter, openStage, signInAs } from '../../../../test/cast.ts'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { seededRandom } from '../../../platform/random.ts'
import { experimentJobs } from '../experiments/jobs.ts'
import { forgetPerson } from '../moves.ts'

const stage = await openStage()
const { services, app } = stage
const { db } = services
const origin = new URL(services.config.baseUrl).origin
const [csm, product] = await Promise.all([signInAs(stage, 'csm'), signInAs(stage, 'product')])

const get = (path: string, cookie = csm) => app.request(path, { headers: { cookie } })
const text = async (path: string, cookie = csm) => (await get(path, cookie)).text()

function post(path: string, fields: Record<string, string | File> = {}, cookie = csm) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  return app.request(path, { method: 'POST', body, headers: { cookie, origin } })
}

const idOf = (reply: Response) => Number(reply.headers.get('location')?.split('/').at(-1))
const row = (id: number) =>
  db.selectFrom('effects.experiment').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

async function run(name: string, id: number): Promise<void> {
  const job = experimentJobs.find(one => one.name === name)
  await job?.run(services, { id }, new AbortController().signal)
}

/** Uploads, and has it looked at. */
async function looked(content: string, fields: Record<string, string> = {}): Promise<number> {
  const id = idOf(await post(paths.experiments, { ...fields, file: new File([content], '実験 7.csv') }))
  await run('effects.look', id)
  return id
}

/** The form as it stands, sent. */
async function computed(id: number, changes: Record<string, string> = {}): Promise<void> {
  const { plan } = await row(id)
  if (!plan) throw new Error('no plan')
  const reply = await post(href(paths.experimentPlan, { id }), {
    control: `${plan.arm}:${plan.control}`,
    outcome: String(plan.outcome),
    before: plan.before === null ? '' : String(plan.before),
    day: plan.day === null ? '' : String(plan.day),
    unit: plan.unit === null ? '' : String(plan.unit),
    kind: plan.kind,
    better: plan.better,
    smallest: String(plan.smallest * 100),
    controlShare: String(plan.controlShare * 100),
    ...changes,
  })
  expect(reply.status).toBe(303)
  await run('effects.read', id)
}

// 62 of 1471 against 87 of 1529: figures of GrowthBook's own tests.
const published = ['variant,converted']
  .concat(Array.from({ length: 1529 }, (_, i) => `control,${i < 87 ? 1 : 0}`))
  .concat(Array.from({ length: 1471 }, (_, i) => `new page,${i < 62 ? 1 : 0}`))
  .join('\n')

describe('a finished experiment', () => {
  test('is computed from its file: sums stay, rows do not', async () => {
    const id = await looked(published)
    expect((await row(id)).plan).toMatchObject({ arm: 0, control: 'control', outcome: 1, kind: 'share', day: null })
    await computed(id)
    const sums = await db
      .selectFrom('effects.experiment_sum')
      .select(['arm', 'day', 'n', 'y'])
      .where('experiment_id', '=', id)
      .orderBy('arm')
      .execute()
    expect(sums).toEqual([
      { arm: 'control', day: null, n: 1529, y: 87 },
      { arm: 'new page', day: null, n: 1471, y: 62 },
    ])
    expect(
      await db.selectFrom('effects.experiment_chunk').select('position').where('experiment_id', '=', id).execute(),
    ).toEqual([])
    expect(JSON.stringify((await row(id)).columns)).toBe(
      '[{"heading": "variant"}, {"heading": "converted"}]'.replaceAll(': ', ':').replaceAll(', ', ','),
    )
    const shown = await text(href(paths.experiment, { id }))
    expect(shown).toContain('まだ分かりません')
    // Whoever looks once may call it a difference; whoever looks daily may not.
    expect(shown).toContain('-1.48'.replace('-', '−'))
    expect(shown).toContain('4.2%')
    expect(shown).toContain('5.7%')
    expect(shown).toContain('−25.9%（−49.5%〜−2.4%）、p = 0.031（デルタ法）')
  })

  // Of two in each arm θ leaves nothing to vary, and a figure that says so is certain.
  test('of two in each arm shows counts and means, and says that they are too few; of ten also what Student would say', async () => {
    const tiny = await looked('group,before,outcome\nA,1,2\nB,1,3\nA,3,4\nB,3,5')
    await computed(tiny, { kind: 'number', outcome: '2', before: '1' })
    const shown = await text(href(paths.experiment, { id: tiny }))
    expect(shown).toContain('差を言うには少なすぎます')
    for (const word of ['良くなっている確率', 'CUPED、θ', 'Welch', 'p &lt; 0.001', '100%'])
      expect(shown).not.toContain(word)
    const sleep = [
      [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
      [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
    ].flatMap((hours, drug) => hours.map(extra => `drug ${drug + 1},${extra}`))
    const ten = await looked(['drug,extra', ...sleep].join('\n'))
    await computed(ten, { kind: 'number', control: '0:drug 2', outcome: '1' })
    const told = await text(href(paths.experiment, { id: ten }))
    // R, as published: t.test(extra ~ group, data = sleep): −3.37 to 0.21, p 0.079, 17.8 degrees of freedom.
    expect(told).toContain('−1.58（−3.37〜+0.21）、p = 0.079、自由度17.8')
    expect(told).toContain('値が正規分布に近い場合にだけ')
    expect(told).toContain('差を言うには少なすぎます')
  })

  test('is tried with the example, which comes to a verdict', async () => {
    const id = await looked(await text(paths.experimentSample))
    await computed(id)
    const shown = await text(href(paths.experiment, { id }))
    expect(shown).toContain('効果があります')
    expect(shown).not.toContain('除いた行')
  })

  test('pasted from a spreadsheet, with days and values before, tells the verdict and the course', async () => {
    const random = seededRandom(3)
    const lines = Array.from({ length: 4000 }, (_, i) => {
      const before = Math.round(random() * 20)
      const treated = random() < 0.5
      const day = `2026-0${1 + (i % 3)}-${String(1 + (i % 27)).padStart(2, '0')}`
      return [
        i,
        treated ? '案内あり' : '案内なし',
        day,
        before,
        Math.round(before + random() * 4 + (treated ? 3 : 0)),
      ].join('\t')
    })
    const content = ['番号\t群\t開始日\t以前の日数\t後の日数', ...lines].join('\n')
    const reply = await post(paths.experiments, { name: '案内の効果', rows: content })
    const id = idOf(reply)
    await run('effects.look', id)
    expect((await row(id)).plan).toMatchObject({
      arm: 1,
      control: '案内なし',
      outcome: 4,
      before: 3,
      day: 2,
      kind: 'number',
    })
    expect(await text(href(paths.experiment, { id }))).toContain('列の意味を確かめてください')
    await computed(id)
    const shown = await text(href(paths.experiment, { id }))
    expect(shown).toContain('効果があります')
    expect(shown).toContain('CUPED')
    expect(shown).toContain('差の推移')
    expect(await text(paths.effects)).toContain('案内の効果')
  })

  test('with several arms, shared out otherwise than meant, says so first', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `${i % 10 < 6 ? 'A' : i % 10 < 8 ? 'B' : 'C'},${i % 4}`)
    const id = await looked(['group,result', ...lines].join('\r\n'))
    await computed(id, { controlShare: '50' })
    const shown = await text(href(paths.experiment, { id }))
    expect(shown.indexOf('群の分かれ方に問題があります')).toBeGreaterThan(0)
    expect(shown.indexOf('群の分かれ方に問題があります')).toBeLessThan(shown.indexOf('class="verdict"><svg', 3000))
    expect(shown).toContain('Holm')
  })

  test('leaves out rows that cannot be read, and tells which and why', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `${i % 2 ? 'A' : 'B'},${i}`)
    lines[4] = ',7'
    lines[9] = 'A,'
    lines[19] = 'B,many'
    const id = await looked(['variant,value', ...lines].join('\n'))
    await computed(id)
    expect(await row(id)).toMatchObject({ status: 'done', faults: 3, rows_total: 200 })
    const faults = await db
      .selectFrom('effects.experiment_fault')
      .select(['row_number', 'fault'])
      .where('experiment_id', '=', id)
      .orderBy('row_number')
      .execute()
    expect(faults).toEqual([
      { row_number: 6, fault: 'arm_missing' },
      { row_number: 11, fault: 'outcome_missing' },
      { row_number: 21, fault: 'not_number' },
    ])
    const shown = await text(href(paths.experiment, { id }))
    expect(shown).toContain('数として読み取れません')
    await transact(db, forgetPerson)
    expect(await text(href(paths.experiment, { id }))).not.toContain('many')
  })

  test('asks something else of the same sums', async () => {
    const id = await looked(published)
    await computed(id)
    const path = href(paths.experimentQuestion, { id })
    const change = { control: 'new page', better: 'less', smallest: '50', controlShare: '50' }
    expect((await post(path, change)).status).toBe(303)
    expect(await text(href(paths.experiment, { id }))).toContain('意味のある違いはありません')
    expect((await post(path, { ...change, control: 'nobody' })).status).toBe(422)
    expect((await post(path, { ...change, smallest: '0' })).status).toBe(422)
  })
})

describe('a file as programs write it', () => {
  const rows = (line: (index: number, arm: string) => string, count = 200) =>
    Array.from({ length: count }, (_, index) => line(index, index % 2 ? 'A' : 'B')).join('\n')
  const page = (id: number) => text(href(paths.experiment, { id }))

  test('numbers with all their digits are numbers', async () => {
    const random = seededRandom(7)
    const id = await looked(`group,value\n${rows((_, arm) => `${arm},${random() * 10 + 0.1}`)}\nA,0.30000000000000004`)
    await computed(id)
    expect(await row(id)).toMatchObject({ status: 'done', faults: 0, rows_total: 201 })
  })

  test.each([
    ['a long cell that is cut within a letter', `${'x'.repeat(99)}🐟`, '1'],
    ['a NUL', 'a\0b', '1'],
    ['a NUL in what is no number', 'a', '1\0b'],
    ['a letter cut in what is no number', 'a', `${'y'.repeat(49)}🐟`],
  ])('%s does not stop it', async (_, note, value) => {
    const id = await looked(
      `group\0,note,value\nA,${note},${value}\n${rows((index, arm) => `${arm},n${index},${index}`)}`,
    )
    await computed(id)
    expect((await row(id)).status).toBe('done')
    expect((await get(href(paths.experiment, { id }))).status).toBe(200)
  })

  test('what stands for nothing is no outcome, and what no sum can hold is no number', async () => {
    const id = await looked(
      `group,value\n${rows((index, arm) => `${arm},${['NA', '1e308', index][Math.min(index, 2)]}`)}`,
    )
    await computed(id)
    const faults = await db
      .selectFrom('effects.experiment_fault')
      .select('fault')
      .where('experiment_id', '=', id)
      .orderBy('row_number')
      .execute()
    expect(faults.map(({ fault }) => fault)).toEqual(['outcome_missing', 'not_number'])
    expect(await page(id)).not.toMatch(/∞|NaN/)
  })

  test('where everybody has the same, it does not say that they are too few', async () => {
    const id = await looked(`group,value\n${rows((_, arm) => `${arm},7`)}`)
    await computed(id, { kind: 'number' })
    const shown = await page(id)
    expect(shown).toContain('どの記録も同じ値なので、差は言えません')
    expect(shown).not.toMatch(/∞|NaN|少なすぎます/)
  })

  test('a customer counts once, however many rows it has', async () => {
    // Ten rows each, and three that are in both arms.
    const lines = rows((index, arm) => `C-${index % 80},${arm},${index % 7}`, 800)
    const id = await looked(`customer_id,group,value\n${lines}\nC-0,A,1\nC-2,A,1\n,A,1`)
    expect((await row(id)).plan).toMatchObject({ unit: 0, arm: 1, outcome: 2 })
    await computed(id)
    const sums = await db
      .selectFrom('effects.experiment_sum')
      .select(['arm', 'n'])
      .where('experiment_id', '=', id)
      .orderBy('arm')
      .execute()
    expect(sums).toEqual([
      { arm: 'A', n: 40 },
      { arm: 'B', n: 40 },
    ])
    expect(await row(id)).toMatchObject({ faults: 723, rows_total: 803 })
    expect(await page(id)).toContain('同じ顧客の2行目以降です')
    const other = await looked(`customer_id,group,value\n${lines}\nC-0,A,1\nC-2,A,1\n,A,1`)
    await computed(other, { unit: '' })
    expect(await row(other)).toMatchObject({ faults: 0, rows_total: 803 })
  })

  test.each([
    ['1.0 and 0.0', ['1.0', '0.0'], 0],
    ['yes, no and a few who do not know', ['はい', 'いいえ', '不明'], 66],
    ['1, 0 and what nobody can read', ['1', '0', 'maybe'], 66],
  ])('%s are yes and no', async (_, words, faults) => {
    const id = await looked(
      `id,group,result\n${rows((index, arm) => `${index},${arm},${words[index % words.length]}`)}`,
    )
    expect((await row(id)).plan).toMatchObject({ arm: 1, outcome: 2, kind: 'share' })
    await computed(id)
    expect(await row(id)).toMatchObject({ status: 'done', faults })
  })

  test('0, 1 and 2 are counts', async () => {
    const id = await looked(`group,result\n${rows((index, arm) => `${arm},${index % 3}.0`)}`)
    expect((await row(id)).plan).toMatchObject({ outcome: 1, kind: 'number' })
  })

  test('a name without an end is cut', async () => {
    const file = new File([published], `.${'a'.repeat(200)}`)
    expect((await post(paths.experiments, { file })).status).toBe(303)
  })
})

describe('what is no experiment', () => {
  test.each([
    ['nothing', '', 422],
    [
      'no arm',
      'id,value\n1,2\n2,3\n3,5\n4,9\n5,6\n6,8\n7,1\n8,44\n9,21\n10,31\n11,2\n12,13\n13,14\n14,15\n',
      '群だったかを表す列が見つかりません',
    ],
    ['no outcome', 'variant,note\nA,x\nB,y\nA,z\n', '結果を表す列が見つかりません'],
    ['an outcome in words', 'id,variant,result\n1,A,churned\n2,B,stayed\n3,A,stayed\n', '結果を表す列が見つかりません'],
    ['one arm alone', 'id,arm,signed\n1,A,1\n2,A,0\n3,A,1\n', '「arm」の列の値が「A」しかなく'],
    ['one arm with a value before', 'ID,群,前,結果\nC1,あり,3,4\nC2,あり,2,2\n', '「群」の列の値が「あり」しかなく'],
    ['a spreadsheet', 'PK\x03\x04 and so on', '表計算ソフト'],
  ])('%s is told', async (_, content, expected) => {
    const reply = await post(paths.experiments, { file: new File([content], 'x.csv'), rows: '' })
    if (typeof expected === 'number') return expect(reply.status).toBe(expected)
    const id = idOf(reply)
    await run('effects.look', id)
    expect(await text(href(paths.experiment, { id }))).toContain(expected)
  })

  test('a column that says the same of all is no hindrance where another names the arms', async () => {
    const id = await looked('group,version,value\nJP,old,1\nJP,new,2\nJP,old,3\n')
    expect((await row(id)).plan).toMatchObject({ arm: 1, control: 'old', outcome: 2 })
  })

  test('rows that all cannot be read lead back to the choice', async () => {
    const id = await looked('variant,value,word\nA,1,x\nB,2,y\nA,3,z\n')
    await computed(id, { kind: 'share' })
    // 2 and 3 are neither yes nor no, so only A is left.
    expect((await row(id)).status).toBe('choosing')
    expect(await text(href(paths.experiment, { id }))).toContain('読み取れる行がありませんでした')
  })

  test('customers who are all in both arms lead back to the choice, which says why', async () => {
    const id = await looked('ID,group,extra\n1,1,0.7\n2,1,-1.6\n1,2,1.9\n2,2,0.8\n')
    await computed(id)
    expect(await text(href(paths.experiment, { id }))).toContain('同じ顧客が両方の群にいるとき')
    await computed(id, { unit: '' })
    expect((await row(id)).status).toBe('done')
  })

  test('a column can be only one thing, an arm has to be in the file', async () => {
    const id = await looked(published)
    const form = {
      outcome: '1',
      before: '1',
      day: '',
      kind: 'share',
      better: 'more',
      smallest: '1',
      controlShare: '50',
    }
    expect((await post(href(paths.experimentPlan, { id }), { ...form, control: '0:control' })).status).toBe(422)
    expect((await post(href(paths.experimentPlan, { id }), { ...form, before: '', control: '0:nobody' })).status).toBe(
      422,
    )
    expect((await post(href(paths.experimentPlan, { id }), { ...form, before: '', control: '7:x' })).status).toBe(422)
  })

  test('columns are chosen once: whoever comes second is told', async () => {
    const id = await looked(published)
    await computed(id)
    const form = {
      control: '0:control',
      outcome: '1',
      kind: 'share',
      better: 'more',
      smallest: '1',
      controlShare: '50',
    }
    const reply = await post(href(paths.experimentPlan, { id }), form)
    expect(reply.status).toBe(303)
    const told = await get(href(paths.experiment, { id }), cookiesAfter(reply, csm))
    expect(await told.text()).toContain('ほかの人が先に進めています')
  })

  test('a file beyond four megabytes arrives whole, one beyond fifty is refused', async () => {
    const row = `A,${'1'.repeat(40)}\n`
    const large = await post(paths.experiments, { file: new File([`variant,value\n${row.repeat(120_000)}`], 'x.csv') })
    expect(large.status).toBe(303)
    const tooLarge = await post(paths.experiments, { file: new File([row.repeat(1_300_000)], 'x.csv') })
    expect(tooLarge.status).toBe(413)
    expect(await tooLarge.text()).toContain('50 MBまで')
  })

  test('removing it leaves nothing, and it is for those who judge', async () => {
    const id = await looked(published)
    expect((await post(href(paths.experimentRemoval, { id }), {}, product)).status).toBe(404)
    expect((await get(paths.experimentNew, product)).status).toBe(404)
    expect((await get(paths.effects, product)).status).toBe(200)
    expect((await post(href(paths.experimentRemoval, { id }))).status).toBe(303)
    expect((await get(href(paths.experiment, { id }))).status).toBe(404)
  })
})
