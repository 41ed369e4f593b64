import { type FormValues, readNumber } from '../../../web/forms.ts'
import type { KindField } from '../../../web/play-kinds.ts'
import type { Settings, SettingValue } from '../definition/definition.ts'

/** With what the names of all fields of settings begin in the form. */
export const settingPrefix = 'f.'

/**
 * The settings as they stand in the form. Of fields that the form did not show, what was known before stays: they may be
 * asked for again.
 */
export function readSettings(fields: readonly KindField[], values: FormValues, before: Settings): Settings {
  const shown = new Set([values.shown ?? ''].flat().join(' ').split(' '))
  const typed = fields
    .filter(field => shown.has(field.name))
    .map(field => [field.name, readSetting(field, values)] as const)
  return { ...before, ...Object.fromEntries(typed) }
}

function readSetting({ name, type, max }: KindField, values: FormValues): SettingValue {
  const typed = [values[`${settingPrefix}${name}`] ?? []].flat()
  const [text = ''] = typed
  switch (type) {
    case 'flag':
      return text === 'on'
    case 'number':
      // What is no number is kept as it was typed, so that the person sees what is wrong with it.
      return readNumber(text) ?? text.slice(0, 100)
    case 'tags':
      return tagsOf(text)
    case 'text':
    case 'words':
      // One more than is allowed, so that it is not cut in silence.
      return text.slice(0, (max ?? 20_000) + 1).slice(0, 20_000)
    default:
      return text.trim().slice(0, 2000)
  }
}

function tagsOf(text: string): readonly string[] & string[] {
  const tags = text.split(/[,、，\n]/).map(tag => tag.trim().slice(0, 100))
  return [...new Set(tags.filter(tag => tag !== ''))].slice(0, 50)
}
