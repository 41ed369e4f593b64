import { type Catalogue, cataloguesOf, type Language, withoutPlural } from './catalogues.ts'
import { type Check, isTest, type Problem, type Project } from './project.ts'
import { hole, problemAt, textsOf } from './syntax.ts'

/** Both languages say everything, with the same values filled in. */
export const localesCheck: Check = {
  name: 'locales',
  about: 'ja and en have the same keys and placeholders, and no empty text',
  find: project => cataloguesOf(project).flatMap(one => [...missingKeys(one), ...badTexts(one), ...placeholders(one)]),
}

/** Every text is asked for somewhere, and every text asked for exists. */
export const textKeysCheck: Check = {
  name: 'text-keys',
  about: 'every key of the catalogues is used, and every key used exists',
  find: project => {
    const catalogues = cataloguesOf(project)
    const asked = askedKeys(project, catalogues)
    return [...catalogues.flatMap(one => unusedKeys(one, asked)), ...unknownKeys(catalogues, asked)]
  },
}

function missingKeys({ ja, en }: Catalogue): Problem[] {
  return [
    ...keysOf(ja)
      .filter(key => !keysOf(en).includes(key))
      .map(key => problem(ja, key, `${key} is missing in ${en.file}`)),
    ...keysOf(en)
      .filter(key => !keysOf(ja).includes(key))
      .map(key => problem(en, key, `${key} is missing in ${ja.file}`)),
    ...keysOf(en)
      .filter(key => halfPlural(en, key))
      .map(key => problem(en, key, `${key} needs both _one and _other in English`)),
    ...keysOf(ja)
      .filter(key => ja.texts.has(`${key}_one`))
      .map(key => problem(ja, `${key}_one`, `${key}_one: Japanese has no such plural`)),
  ]
}

function keysOf({ texts }: Language): string[] {
  return [...new Set([...texts.keys()].map(withoutPlural))]
}

function halfPlural({ texts }: Language, key: string): boolean {
  return texts.has(`${key}_one`) !== texts.has(`${key}_other`)
}

/** “1 rows” is what it would say. Totals (“2 of 98 rows”) and limits are more than one. */
const countsThings =
  /(?<!\b(?:of|over|than|all) )\{\{\w+\}\} (?:more )?(?:accounts|contacts|events|rows|tasks|traits|warnings)\b/

function badTexts({ ja, en }: Catalogue): Problem[] {
  return [ja, en].flatMap(language =>
    [...language.texts].flatMap(([key, text]) => {
      if (typeof text !== 'string') return [problem(language, key, `${key} is not a text`)]
      if (text.trim() === '') return [problem(language, key, `${key} is empty`)]
      if (language === en && withoutPlural(key) === key && countsThings.test(text))
        return [problem(language, key, `${key} counts and needs _one and _other`)]
      const japanese = language === en && /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u.test(text)
      return japanese ? [problem(language, key, `${key} is Japanese in the English catalogue`)] : []
    }),
  )
}

/** English may leave a value out for one thing ("One account"), but says nothing that Japanese does not. */
function placeholders({ ja, en }: Catalogue): Problem[] {
  return keysOf(ja).flatMap(key => {
    const inJa = valuesIn(ja, key) ?? valuesIn(ja, `${key}_other`)
    const inEn = valuesIn(en, key) ?? valuesIn(en, `${key}_other`)
    if (!inJa || !inEn) return []
    const differs = inJa.join() !== inEn.join()
    const tooMany = (valuesIn(en, `${key}_one`) ?? []).some(name => !inJa.includes(name))
    return differs || tooMany ? [problem(en, key, `${key}: ja fills in {${inJa.join()}}, en {${inEn.join()}}`)] : []
  })
}

function valuesIn({ texts }: Language, key: string): string[] | undefined {
  const text = texts.get(key)
  if (typeof text !== 'string') return undefined
  return [...new Set([...text.matchAll(/\{\{-?\s*([\w.]+)/g)].map(match => match[1] ?? ''))].sort()
}

interface Asked {
  readonly keys: ReadonlyMap<string, Problem>
  /** For templates such as `health:band.${band}`. */
  readonly patterns: readonly RegExp[]
}

function askedKeys(project: Project, catalogues: readonly Catalogue[]): Asked {
  const modules = catalogues.map(one => one.module).join('|')
  const whole = new RegExp(`^(?:${modules}|${hole}):[\\w.${hole}]+$`)
  const keys = new Map<string, Problem>()
  const patterns: RegExp[] = []
  for (const source of project.sources.filter(({ path }) => path.startsWith('app/') && !isTest(path))) {
    for (const { value, node } of textsOf(source)) {
      if (!whole.test(value)) continue
      if (value.includes(hole))
        patterns.push(new RegExp(`^${value.replaceAll('.', '\\.').replaceAll(hole, '[\\w.]+')}$`))
      else if (value.endsWith('.')) patterns.push(new RegExp(`^${value.replaceAll('.', '\\.')}`))
      else keys.set(value, problemAt(source, node, value, `${value} is in no catalogue`))
    }
  }
  return { keys, patterns }
}

function unusedKeys({ module, ja }: Catalogue, { keys, patterns }: Asked): Problem[] {
  return keysOf(ja)
    .filter(key => !keys.has(`${module}:${key}`) && !patterns.some(pattern => pattern.test(`${module}:${key}`)))
    .map(key => problem(ja, key, `${module}:${key} is used nowhere`))
}

/** Keys have a section (`today:list.title`); without a dot it may be something else, such as a scope of an API key. */
function unknownKeys(catalogues: readonly Catalogue[], { keys }: Asked): Problem[] {
  const known = new Set(catalogues.flatMap(({ module, ja }) => keysOf(ja).map(key => `${module}:${key}`)))
  return [...keys].filter(([key]) => key.includes('.') && !known.has(key)).map(([, problem]) => problem)
}

function problem(language: Language, key: string, message: string): Problem {
  return { file: language.file, line: language.lineOf(key), subject: key, message }
}
