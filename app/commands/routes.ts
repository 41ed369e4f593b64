import { routes } from '../app.tsx'
import type { Access } from '../web/access.ts'

// bin/routes: every address that is answered, and who may ask for it.
const sorted = routes.toSorted((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method))
const width = Math.max(...sorted.map(route => route.path.length))
const lines = sorted.map(({ method, path, access }) => `${method.padEnd(7)} ${path.padEnd(width)}  ${whoMay(access)}\n`)
process.stdout.write(lines.join(''))

function whoMay(access: Access): string {
  return access.kind === 'roles' ? access.roles.join(', ') : access.kind === 'public' ? 'anyone' : 'staff'
}
