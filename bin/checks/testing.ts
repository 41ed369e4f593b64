import { type Check, projectOf } from './project.ts'

/** For the tests of the checks: what a check finds in these files, as `file:line subject`. */
export function found(check: Check, files: Readonly<Record<string, string>>): string[] {
  return check.find(projectOf(files)).map(({ file, line, subject }) => `${file}:${line} ${subject}`)
}
