import { posix } from 'node:path'
import type { Node } from 'oxc-parser'
import { type Check, isTest, type Problem, type Project, type Source } from './project.ts'
import { problemAt, walk } from './syntax.ts'

/** An import of a file of this project. `typeOnly` leaves nothing behind at run time. */
export interface Link {
  readonly source: Source
  readonly node: Node
  readonly to: string
  readonly typeOnly: boolean
}

type Floors = readonly (readonly string[])[]

/** Who imports whom, by the floors of app/floors.ts, and no circles between files. */
export function importsCheck(floors: Floors): Check {
  return {
    name: 'imports',
    about: 'rooms import only from floors below, modules only by their index.ts, files not in circles',
    find: project => {
      const links = project.sources.flatMap(linksOf)
      return [...unlisted(project, floors), ...links.flatMap(link => wrong(link, floors)), ...circles(links)]
    },
  }
}

/** Every import of another file of this project, in whichever form. */
export function linksOf(source: Source): Link[] {
  const links: Link[] = []
  walk(source.program, node => {
    const found = importOf(node)
    if (!found?.from.startsWith('.')) return
    const to = posix.join(posix.dirname(source.path), found.from)
    links.push({ source, node, to, typeOnly: found.typeOnly })
  })
  return links
}

function importOf(node: Node): { readonly from: string; readonly typeOnly: boolean } | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return { from: node.source.value, typeOnly: node.importKind === 'type' || onlyTypes(node.specifiers) }
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source ? { from: node.source.value, typeOnly: node.exportKind === 'type' } : undefined
    case 'TSImportType':
      return { from: node.source.value, typeOnly: true }
    case 'ImportExpression':
      return node.source.type === 'Literal' ? { from: String(node.source.value), typeOnly: false } : undefined
    default:
      return undefined
  }
}

// `import { type A } from './a.ts'` still loads the file, but nothing of it is used while loading: no harm in a circle.
function onlyTypes(specifiers: readonly Node[]): boolean {
  return specifiers.length > 0 && specifiers.every(one => one.type === 'ImportSpecifier' && one.importKind === 'type')
}

/** The room a file of app/ is in; 'ground' for what everybody may use, 'roof' for what only boots. */
export function roomOf(path: string): string {
  const module = /^app\/modules\/([^/]+)\//.exec(path)?.[1]
  if (module) return module
  if (path.startsWith('app/web/')) return 'web'
  if (path.startsWith('app/platform/')) return 'platform'
  return ground.includes(path) ? 'ground' : 'roof'
}

const ground = ['app/paths.ts', 'app/config.ts', 'app/floors.ts']

function wrong(link: Link, floors: Floors): Problem[] {
  const message = link.source.path.startsWith('app/') ? wrongInApp(link, floors) : wrongInClient(link)
  return message ? [problemAt(link.source, link.node, link.to, `imports ${link.to}: ${message}`)] : []
}

function wrongInClient({ source, to }: Link): string | undefined {
  if (!source.path.startsWith('client/') || isTest(source.path) || to.startsWith('client/')) return undefined
  return 'the browser code in client/ stands alone'
}

function wrongInApp({ source, to }: Link, floors: Floors): string | undefined {
  const test = isTest(source.path)
  if (to.startsWith('client/')) return 'app/ and client/ do not import each other'
  if (!to.startsWith('app/')) return test || to === 'package.json' ? undefined : 'app/ imports only app/'
  const from = roomOf(source.path)
  const room = roomOf(to)
  if (room === from || room === 'ground') return undefined
  if (isModule(to) && to !== `app/modules/${room}/index.ts`) return `only app/modules/${room}/index.ts is for others`
  if (test || from === 'roof') return undefined
  if (room === 'roof') return 'only what boots the application imports this'
  if (from === 'ground')
    return room === 'platform' ? undefined : `${source.path} is for everybody, so it imports only platform`
  return floorOf(room, floors) < floorOf(from, floors) ? undefined : `${room} is not on a floor below ${from}`
}

function floorOf(room: string, floors: Floors): number {
  return floors.findIndex(rooms => rooms.includes(room))
}

function isModule(path: string): boolean {
  return path.startsWith('app/modules/')
}

function unlisted(project: Project, floors: Floors): Problem[] {
  const rooms = new Map(project.sources.filter(source => isModule(source.path)).map(({ path }) => [roomOf(path), path]))
  return [...rooms]
    .filter(([room]) => floorOf(room, floors) < 0)
    .map(([room, file]) => ({ file, line: 1, subject: room, message: `${room} is on no floor of app/floors.ts` }))
}

/** Circles among imports that load something; each circle is told once, at its first file. */
function circles(links: readonly Link[]): Problem[] {
  const loads = new Map<string, Link[]>()
  for (const link of links.filter(one => !one.typeOnly)) {
    loads.set(link.source.path, [...(loads.get(link.source.path) ?? []), link])
  }
  const done = new Set<string>()
  const problems: Problem[] = []
  const follow = (path: string, way: readonly string[]): void => {
    if (done.has(path)) return
    for (const link of loads.get(path) ?? []) {
      const start = [...way, path].indexOf(link.to)
      if (start < 0) follow(link.to, [...way, path])
      else problems.push(circle(link, [...way, path].slice(start)))
    }
    done.add(path)
  }
  for (const path of loads.keys()) follow(path, [])
  return problems
}

function circle({ source, node, to }: Link, way: readonly string[]): Problem {
  return problemAt(source, node, to, `circle: ${[...way, to].join(' → ')}`)
}
