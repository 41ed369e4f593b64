import type { Check, Problem } from './project.ts'

/** A place where a rule is broken on purpose, listed in exceptions.json. */
export interface Exception {
  readonly check: string
  readonly file: string
  /** What the check names: a function, a text, a table. */
  readonly subject: string
  /** For limits: the size it may have. It must shrink with the code. */
  readonly size?: number
  readonly reason: string
}

const listed = 'bin/checks/exceptions.json'

/** The problems that no exception covers, and the exceptions of this check that cover nothing any more or too much. */
export function withoutExceptions(
  check: Check,
  problems: readonly Problem[],
  exceptions: readonly Exception[],
): Problem[] {
  const own = exceptions.filter(one => one.check === check.name)
  const open = problems.filter(problem => !own.some(one => covers(one, problem)))
  return [...open, ...own.flatMap(one => stale(one, problems))]
}

/** Exceptions of checks that do not exist, and those without a reason. */
export function badExceptions(checks: readonly Check[], exceptions: readonly Exception[]): Problem[] {
  const names = checks.map(check => check.name)
  return exceptions.flatMap(one => {
    if (!names.includes(one.check)) return [about(one, `there is no check ${one.check}`)]
    return one.reason?.trim().length >= 10 ? [] : [about(one, `say why ${one.subject} is an exception`)]
  })
}

function covers(exception: Exception, problem: Problem): boolean {
  if (exception.file !== problem.file || exception.subject !== problem.subject) return false
  return problem.size === undefined || problem.size <= (exception.size ?? 0)
}

function stale(exception: Exception, problems: readonly Problem[]): Problem[] {
  const same = problems.filter(problem => exception.file === problem.file && exception.subject === problem.subject)
  const name = `${exception.file} ${exception.subject}`
  if (same.length === 0) return [about(exception, `exception no longer needed: ${name}`)]
  const largest = Math.max(...same.map(problem => problem.size ?? 0))
  return largest < (exception.size ?? 0) ? [about(exception, `exception can shrink to ${largest}: ${name}`)] : []
}

function about(exception: Exception, message: string): Problem {
  return { file: listed, line: 1, subject: `${exception.check} ${exception.file} ${exception.subject}`, message }
}
