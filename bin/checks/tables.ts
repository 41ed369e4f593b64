import { roomOf } from './imports.ts'
import { type Check, isTest, type Problem, type Project, type Source } from './project.ts'
import { problemAt, type Text, textsOf, walk } from './syntax.ts'

/**
 * A table is named only by the module whose schema it is in. Others read what the owner publishes with
 * `export const publishedViews = ['customers.account_fact'] as const` in its index.ts or tables.ts.
 */
export const tablesCheck: Check = {
  name: 'tables',
  about: 'a table is named only by its owner; others read published views',
  find: project => {
    const relations = relationsOf(project)
    const schemas = new Set([...relations].map(name => name.split('.')[0] ?? ''))
    const published = new Set(project.sources.flatMap(publishedViews))
    const inScope = project.sources.filter(({ path }) => path.startsWith('app/') && !isTest(path))
    return inScope.flatMap(source => {
      const named = textsOf(source).flatMap(text =>
        [...namedIn(text, relations, schemas)].map(name => ({ text, name })),
      )
      return named
        .filter(({ name }) => !mayName(source, name, published))
        .map(({ text, name }) => problem(source, text, name))
    })
  },
}

// Whose tables they are when the schema is not called like the room.
const keepers: Readonly<Record<string, string>> = { graphile_worker: 'platform' }

/** All tables and views that the migrations make, by full name. */
function relationsOf(project: Project): Set<string> {
  const made =
    /^\s*create\s+(?:or\s+replace\s+)?(?:materialized\s+)?(?:table|view)\s+(?:if\s+not\s+exists\s+)?(\w+\.\w+)/gim
  const migrations = [...project.files].filter(([path]) => path.startsWith('db/migrations/'))
  const names = migrations.flatMap(([, text]) => [...text.matchAll(made)].map(match => match[1] ?? ''))
  return new Set([...names, ...Object.keys(keepers).map(schema => `${schema}.jobs`)])
}

function publishedViews(source: Source): string[] {
  if (!/^app\/(modules\/[^/]+|platform|web)\/(index|tables)\.ts$/.test(source.path)) return []
  const names: string[] = []
  walk(source.program, (node, parents) => {
    if (node.type !== 'Literal' || typeof node.value !== 'string') return
    const list = parents.find(one => one.type === 'VariableDeclarator')
    if (list?.type === 'VariableDeclarator' && list.id.type === 'Identifier' && list.id.name === 'publishedViews') {
      if (ownerOf(node.value) === roomOf(source.path)) names.push(node.value)
    }
  })
  return names
}

/**
 * The tables a text names: all of it (`customers.account as a`), or after from, join and the like; in sql`` anywhere,
 * and there also names that no migration makes, such as a partition.
 */
function namedIn(text: Text, relations: ReadonlySet<string>, schemas: ReadonlySet<string>): Set<string> {
  const whole = /^(\w+\.\w+)(?:\.\w+)?(?:\s+as\s+\w+)?$/.exec(text.value)?.[1]
  if (whole) return new Set(relations.has(whole) ? [whole] : [])
  const plain = text.value.replaceAll('"', '')
  const names = new Set<string>()
  for (const match of plain.matchAll(afterKeyword)) {
    const [, schema, name, call] = match
    const full = `${schema}.${name}`
    if (relations.has(full) || (isSql(text) && schemas.has(schema ?? '') && !call)) names.add(full)
  }
  if (isSql(text)) {
    for (const [name] of plain.matchAll(/\b\w+\.\w+\b/g)) if (relations.has(name)) names.add(name)
  }
  return names
}

const afterKeyword = /\b(?:from|join|into|update|only|truncate|table)\s+(\w+)\.(\w+)\b(\s*\()?/gi

function isSql(text: Text): boolean {
  return text.tag === 'sql'
}

function mayName(source: Source, name: string, published: ReadonlySet<string>): boolean {
  return ownerOf(name) === roomOf(source.path) || published.has(name)
}

function ownerOf(name: string): string {
  const schema = name.split('.')[0] ?? ''
  return keepers[schema] ?? schema
}

function problem(source: Source, text: Text, name: string): Problem {
  const message = `${name} belongs to ${ownerOf(name)}: call its index.ts, or read a view it publishes`
  const start = Math.max(source.text.indexOf(name, text.node.start), text.node.start)
  return problemAt(source, { start }, name, message)
}
