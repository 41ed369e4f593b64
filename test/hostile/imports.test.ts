import { describe, expect, it } from 'vitest'
import { href, paths } from '../../app/paths.ts'
import { open, openStage, signInAs } from '../cast.ts'
import { imported, problemsOf } from '../support/imports.ts'
import { escapedScript, faultsOf, hostileValues, script } from './values.ts'

const stage = await openStage()
const { services } = stage
const cookie = await signInAs(stage, 'admin')

const files = {
  accounts: { columns: ['account id', 'name', 'region', 'customer since', 'plan', 'monthly amount'], id: 'a' },
  contacts: { columns: ['user id', 'name', 'email', 'title', 'phone', 'account id'], id: 'u' },
} as const
const fill = ['', 'うみ', 'x@y.example', '2025-01-01', '03', '']

/** A table in which each hostile value stands once in each column; raw ones as the bytes they are. */
function fileOf(subject: keyof typeof files): { readonly bytes: Buffer; readonly rows: number } {
  const { columns, id } = files[subject]
  const lines: Buffer[] = [Buffer.from(`${columns.join(',')}\n`)]
  for (const [kind, { text, raw }] of hostileValues.entries()) {
    for (const place of columns.keys()) {
      const cells = columns.map((_, i) => Buffer.from(i === 0 ? `${id}${kind}-${place}` : (fill[i] ?? '')))
      const value = raw === undefined ? Buffer.from(text ?? '') : bytesOf(raw)
      cells[place] = Buffer.from(`"${value.toString('latin1').replaceAll('"', '""')}"`, 'latin1')
      lines.push(...cells.flatMap((cell, i) => [Buffer.from(i === 0 ? '' : ','), cell]), Buffer.from('\n'))
    }
  }
  return { bytes: Buffer.concat(lines), rows: hostileValues.length * columns.length }
}

function bytesOf(encoded: string): Buffer {
  return Buffer.from(
    encoded.replaceAll(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

describe.each(['accounts', 'contacts'] as const)('a file of %s with everything that no cell should hold', subject => {
  it('is taken row by row: each is there or told about, and all is shown as text', { timeout: 60_000 }, async () => {
    const { bytes, rows } = fileOf(subject)
    const done = await imported(services, bytes, { subject })
    expect(done).toMatchObject({ status: 'done', rows_total: rows })
    expect(done.created_count + done.updated_count + done.failed_count).toBe(rows)
    expect(done.created_count).toBeGreaterThan(rows / 2)
    expect((await problemsOf(services, done.id)).length).toBeGreaterThanOrEqual(done.failed_count)
    const stored = await services.db
      .selectFrom(`customers.${subject === 'accounts' ? 'account' : 'contact'}`)
      .select('name')
      .execute()
    expect(stored.some(({ name }) => name?.includes(script))).toBe(true)
    for (const path of [paths.import, paths.importErrors]) {
      const reply = await open(stage, href(path, { id: done.id }), { cookie })
      const text = await reply.clone().text()
      if (path === paths.import) expect(await faultsOf(reply)).toEqual([])
      // A spreadsheet must not calculate what a file brought.
      else expect(text.split(/[\n,]/).filter(cell => /^"?[=@\t]/.test(cell))).toEqual([])
    }
    const list = await (
      await open(stage, subject === 'accounts' ? paths.accounts : href(paths.contact, { id: 1 }), { cookie })
    ).text()
    expect(list).not.toContain(script)
    if (subject === 'accounts') expect(list).toContain(escapedScript.slice(0, 20))
  })

  it('with rows too short, too long and empty keeps its columns apart', async () => {
    const [id, name] = files[subject].columns
    const lines = [`${id},${name}`, 'r1', 'r2,二', 'r3,三,もう一つ,さらに', '', ',', 'r4,"四', '続き"', 'r2,また']
    const done = await imported(services, lines.join('\r\n'), { subject })
    expect(done.status).toBe('done')
    const problems = await problemsOf(services, done.id)
    const table = subject === 'accounts' ? 'customers.account' : 'customers.contact'
    const stored = await services.db
      .selectFrom(table)
      .select(['external_id', 'name'])
      .where('external_id', 'like', 'r_')
      .execute()
    const names = new Map(stored.map(row => [row.external_id, row.name]))
    expect(names.get('r2')).toBe('また')
    expect(names.get('r4')).toBe('四\r\n続き')
    expect(problems.length).toBeGreaterThan(0)
    // Of the two with the same id the later counts, and the earlier is told about.
    expect(done.created_count + done.updated_count + done.failed_count).toBe(done.rows_total - 1)
  })
})
