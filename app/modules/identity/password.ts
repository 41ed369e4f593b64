import { dictionary } from '@zxcvbn-ts/language-common'
import { hashPassword } from 'better-auth/crypto'

/** In characters as people count them. */
export const passwordMinimum = 12
/** In UTF-16 code units, as the sign-in library counts. */
export const passwordMaximum = 256

/** What is wrong with a new password, as the last part of a text key. */
export type PasswordProblem = 'short' | 'long' | 'common' | 'personal'

/**
 * Why a password must not be used, or undefined. Long enough, not among the common ones (nor one of them decorated or
 * repeated), and without what everybody knows about the person (`known`: address, names, company). No rules about which
 * characters it has. Source: NIST SP 800-63B (rev. 3) section 5.1.1.2.
 */
export function passwordProblem(password: string, known: readonly string[]): PasswordProblem | undefined {
  const whole = normalizedPassword(password)
  if ([...whole].length < passwordMinimum) return 'short'
  if (whole.length > passwordMaximum) return 'long'
  const text = whole.toLowerCase()
  if (isCommon(text) || isMonotonous(text)) return 'common'
  return pieces(known).some(piece => text.includes(piece)) ? 'personal' : undefined
}

/** The form in which a password is hashed: however width and accents were typed, it is the same. Same source as above. */
export function normalizedPassword(password: string): string {
  return password.normalize('NFKC')
}

/** The slow hash of a password, as the sign-in library compares it. */
export function hashNewPassword(password: string): Promise<string> {
  return hashPassword(normalizedPassword(password))
}

const common: ReadonlySet<string> = new Set(dictionary['passwords-common'])
const decoration = 8

function isCommon(text: string): boolean {
  if (common.has(text)) return true
  const word = text.replace(/^[\d\p{P}\p{S}\s]+|[\d\p{P}\p{S}\s]+$/gu, '')
  return word.length >= 4 && text.length - word.length <= decoration && common.has(word)
}

/** One short piece over and over, or each character the neighbour of the one before it. */
function isMonotonous(text: string): boolean {
  const piece = /^(.{1,6}|.{7,}?)\1+/su.exec(text)
  if (piece?.[1] && piece[0].length >= text.length - 2 && (piece[1].length <= 6 || common.has(piece[1]))) return true
  const codes = [...text].map(character => character.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, index) => Math.abs(code - (codes[index] ?? 0)))
  // 9 to 0 counts as a step, as on the keyboard.
  return steps.filter(step => step <= 1 || step === 9).length >= steps.length * 0.8
}

// Shorter pieces would forbid by accident.
const shortestPiece = 4

function pieces(known: readonly string[]): string[] {
  return [...known.flatMap(text => [text, ...text.split(/[@\s]/)]), 'banso']
    .map(text => normalizedPassword(text).toLowerCase().trim())
    .filter(text => [...text].length >= shortestPiece)
}
