// Language of the lines on the terminal, before anything is installed: BANSO_LOCALE, else the terminal's own.
const { BANSO_LOCALE, LC_ALL, LC_MESSAGES, LANG } = process.env
const japanese = (BANSO_LOCALE || LC_ALL || LC_MESSAGES || LANG || '').startsWith('ja')

/** The sentence in the language of the terminal. */
export function either(ja, en) {
  return japanese ? ja : en
}
