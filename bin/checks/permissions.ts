import { type Check, isTest } from './project.ts'
import { nameOf, problemAt, walk } from './syntax.ts'

/** Where roles themselves are given and taken, and the one function that judges by them. */
const mayLook = /^app\/(web\/access\.ts$|modules\/identity\/)/

/** Every permission goes through one function, so that there is one place to read what a role may do. */
export const permissionsCheck: Check = {
  name: 'permissions',
  about: 'roles are judged by `allows` of app/web/access.ts only',
  find: project =>
    project.sources
      .filter(({ path }) => path.startsWith('app/') && !mayLook.test(path) && !isTest(path))
      .flatMap(source => {
        const problems: ReturnType<Check['find']> = []
        walk(source.program, node => {
          if (node.type !== 'CallExpression') return
          const name = nameOf(node.callee)
          if (!/\broles\??\.(includes|some|every)$/.test(name)) return
          problems.push(problemAt(source, node, name, `${name}: ask \`allows\` instead`))
        })
        return problems
      }),
}
