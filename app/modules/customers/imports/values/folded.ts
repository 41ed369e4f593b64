/** A word or heading without what does not distinguish it: width, case, spaces, signs; `Customer_ID` and `customerId` are one. */
export function folded(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_\-./:*#?()[\]「」【】・]+/g, '')
  // Signs that are a word of their own, such as × or ○.
  return plain || text.trim()
}
