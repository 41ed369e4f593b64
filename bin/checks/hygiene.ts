import type { Node } from 'oxc-parser'
import { type Check, isTest, type Problem, type Project, type Source } from './project.ts'
import { nameOf, problemAt, walk } from './syntax.ts'

/** What must not be left behind: paths of one machine, reminders to oneself, tests that are switched off. */
export const hygieneCheck: Check = {
  name: 'hygiene',
  about: 'no paths of one machine, no reminders, no focused or switched-off tests',
  find: project => [...leftBehind(project), ...project.sources.filter(({ path }) => isTest(path)).flatMap(switchedOff)],
}

// Written so that this file does not find itself.
const patterns = [
  { pattern: /(?<![\w./~$}-])\/(?:work|root|tmp|home|Users)\/[\w.${-]+/g, says: 'is a path of one machine' },
  { pattern: /\b(?:TO[D]O|FIX[M]E)\b/g, says: 'belongs into an issue, not into the code' },
]

function leftBehind(project: Project): Problem[] {
  return [...project.files].flatMap(([file, text]) =>
    patterns.flatMap(({ pattern, says }) =>
      [...text.matchAll(pattern)].map(match => {
        const line = text.slice(0, match.index).split('\n').length
        return { file, line, subject: match[0], message: `${match[0]} ${says}` }
      }),
    ),
  )
}

const tests = /^(it|test|describe|suite)(\.|$)/

function switchedOff(source: Source): Problem[] {
  const problems: Problem[] = []
  walk(source.program, node => {
    if (node.type !== 'CallExpression') return
    const name = nameOf(node.callee)
    const message = off(name, node.arguments)
    if (message) problems.push(problemAt(source, node, name, `${name}: ${message}`))
  })
  return problems
}

function off(name: string, given: readonly Node[]): string | undefined {
  if (/^(fit|fdescribe|xit|xtest|xdescribe)$/.test(name)) return 'every test runs'
  if (tests.test(name) && /\.(only|skip|todo)\b/.test(name))
    return 'every test runs; skipIf with the reason in its name'
  const skips = /(^|\.)skip$/.test(name)
  return skips && !given.some(isMessage) ? 'say why it is skipped' : undefined
}

function isMessage(node: Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string')
}
