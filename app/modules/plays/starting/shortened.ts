/** The beginning of a text from outside, as the database takes it: without halves of signs, and without the one it cannot hold. */
export function shortened(text: string, longest: number): string {
  return text.replaceAll('\u0000', '').slice(0, longest).toWellFormed()
}
