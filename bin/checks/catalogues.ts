import type { Project } from './project.ts'

/** The words of one module: text by key (sections joined with dots), per language. */
export interface Catalogue {
  readonly module: string
  readonly ja: Language
  readonly en: Language
}

export interface Language {
  readonly file: string
  readonly texts: ReadonlyMap<string, unknown>
  lineOf(key: string): number
}

/** Every catalogue of the project; a file that is missing counts as empty. */
export function cataloguesOf(project: Project): Catalogue[] {
  const folders = new Set(
    [...project.files.keys()].flatMap(path => /^(app\/.+\/locales)\/(?:ja|en)\.json$/.exec(path)?.[1] ?? []),
  )
  return [...folders].map(folder => ({
    module: folder.split('/').at(-2) ?? '',
    ja: language(project, `${folder}/ja.json`),
    en: language(project, `${folder}/en.json`),
  }))
}

/** The key as code asks for it: without the ending that a plural adds. */
export function withoutPlural(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '')
}

function language(project: Project, file: string): Language {
  const text = project.files.get(file) ?? '{}'
  const lines = text.split('\n')
  return {
    file,
    texts: new Map(flatten(JSON.parse(text), '')),
    // The last part of a key is looked for below the line of the section before it.
    lineOf: key =>
      key.split('.').reduce(
        (from, part) =>
          Math.max(
            from,
            lines.findIndex((line, at) => at >= from && line.includes(`"${part}"`)),
          ),
        0,
      ) + 1,
  }
}

function flatten(value: unknown, prefix: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[prefix, value]]
  return Object.entries(value).flatMap(([name, inner]) => flatten(inner, prefix ? `${prefix}.${name}` : name))
}
