import { type Check, isTest, type Source } from './project.ts'
import { nameOf, problemAt, walk } from './syntax.ts'

/** Who takes a list along as a file is on record: whoever answers with one says so. */
export const exportsCheck: Check = {
  name: 'exports',
  about: 'a file that answers with CSV (csvFile) records who takes it along (recordExport)',
  find: project =>
    project.sources
      .filter(({ path }) => /^app\/modules\//.test(path) && !isTest(path))
      .flatMap(source => {
        const [answer] = callsOf(source, 'csvFile')
        if (!answer || callsOf(source, 'recordExport').length > 0) return []
        return [problemAt(source, answer, 'csvFile', 'who takes this list along is not recorded: call recordExport')]
      }),
}

function callsOf(source: Source, name: string) {
  const calls: Parameters<Parameters<typeof walk>[1]>[0][] = []
  walk(source.program, node => {
    if (node.type === 'CallExpression' && nameOf(node.callee) === name) calls.push(node)
  })
  return calls
}
