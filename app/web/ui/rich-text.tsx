import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { readMarkdown } from '../markdown.ts'

/** What somebody wrote as Markdown; HTML in it is shown as it was typed. */
export function RichText({ text }: { readonly text: string }) {
  return <CleanHtml html={readMarkdown(text).html} />
}

interface CleanHtmlProps {
  /** Only what `readMarkdown` gave out, with nothing filled in that is not escaped. */
  readonly html: string
  readonly children?: Child
}

/** The same where it was read already; with what stands below it. */
export function CleanHtml({ html, children }: CleanHtmlProps) {
  return (
    <div class="rich-text">
      {raw(html)}
      {children}
    </div>
  )
}
