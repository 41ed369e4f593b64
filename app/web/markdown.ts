import markdownIt from 'markdown-it'
import sanitize from 'sanitize-html'

// HTML in texts is shown as it was typed. Links are only those that somebody wrote as such.
const markdown = markdownIt('default', { html: false, linkify: false, breaks: true, typographer: false })

/**
 * CommonMark asks for a space between emphasis and a bracket or full stop, which Japanese does not have: 「**「急ぎ」**です」 would
 * show its stars. Beside such characters emphasis begins before anything, and ends after anything, but a space.
 */
class EmphasisWithoutSpaces extends markdown.inline.State {
  override scanDelims(start: number, canSplitWord: boolean) {
    const scanned = super.scanDelims(start, canSplitWord)
    const before = this.src.slice(0, start).at(-1) ?? ' '
    const after = this.src.slice(start + scanned.length, this.posMax).at(0) ?? ' '
    if (!canSplitWord || !/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\u3000-\u303f\uff00-\uffef]/u.test(before + after))
      return scanned
    return { ...scanned, can_open: !/\s/.test(after), can_close: !/\s/.test(before) }
  }
}
markdown.inline.State = EmphasisWithoutSpaces

const allowed: sanitize.IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'strong', 'em', 's', 'a', 'img', 'ul', 'ol', 'li'],
    ...['blockquote', 'code', 'pre', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'title'], img: ['src', 'alt', 'title'], ol: ['start'] },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['https'] },
  allowProtocolRelative: false,
}

/** Markdown that was read: as HTML that was cleaned, and what it was read as. */
export function readMarkdown(text: string): { readonly html: string; readonly tokens: readonly Token[] } {
  const tokens = markdown.parse(text, {})
  return { html: sanitize(markdown.renderer.render(tokens, markdown.options, {}), allowed), tokens }
}

export type Token = ReturnType<typeof markdown.parse>[number]

/** Text that shows as it is in HTML, also inside of a quoted attribute. */
export function escapeHtml(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, sign => named[sign] ?? sign)
}

/**
 * One line of text that stays text where Markdown is read: what customers call themselves becomes no link, no list and no
 * heading. As little as that takes is escaped, since people read and change it as it is written.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\\`*[\]<|]|~(?=~)|(?<=~)~|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\$&`)
    .replace(/^(\s*)([-+=#>])/, String.raw`$1\$2`)
    .replace(/^(\s*\d{1,9})([.)])/, String.raw`$1\$2`)
}
