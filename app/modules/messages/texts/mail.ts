import type { Locale, Words } from '../../../web/i18n.ts'
import { escapeHtml } from '../../../web/markdown.ts'
import type { AnswerLinks } from '../answers/links.ts'
import type { RenderedContent } from './render.ts'

/** What stands around every mail. */
export interface Surroundings {
  readonly locale: Locale
  readonly t: Words
  readonly company: string
  /** Whose customer the reader is; nobody's in particular without it. */
  readonly account: string | undefined
  readonly unsubscribeUrl: string
  /** Where the buttons of an invitation lead. */
  readonly answerLinks: AnswerLinks
}

export interface MailText {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** The mail as it leaves: a page of its own that fits narrow screens and dark ones, and the same as text. */
export function mailOf(content: RenderedContent, around: Surroundings): MailText {
  const { t, company, unsubscribeUrl } = around
  const reason = reasonOf(around)
  const action = content.action ? `\n\n${content.action.label}\n${content.action.url}` : ''
  const answers = buttonsOf(content, around).map(({ label, url }) => `\n\n${label}\n${url}`)
  const foot = `${company}\n${reason}\n${t('messages:mail.unsubscribe')}: ${unsubscribeUrl}`
  return {
    subject: content.subject,
    text: `${content.text}${action}${answers.join('')}\n\n-- \n${foot}\n`,
    html: page(content, around, reason),
  }
}

/** Why the reader gets it. */
export function reasonOf({ t, company, account }: Pick<Surroundings, 't' | 'company' | 'account'>): string {
  return account ? t('messages:mail.reasonOf', { company, account }) : t('messages:mail.reason', { company })
}

/** The body with its button, as it is shown on the company's own pages. */
export function bareHtml({ html, action }: RenderedContent): string {
  if (!action) return html
  return `${html}<p><a href="${escapeHtml(action.url)}">${escapeHtml(action.label)}</a></p>`
}

const font = "-apple-system,BlinkMacSystemFont,'Hiragino Sans','Noto Sans JP','Segoe UI',Meiryo,sans-serif"

// Mail programs know few of the newer ways of style sheets: what must hold stands at each element, what is dark at the top.
function page(content: RenderedContent, around: Surroundings, reason: string): string {
  const { locale, t, company, unsubscribeUrl } = around
  const title = escapeHtml(content.subject)
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${title}</title><style>${dark}</style></head>
<body class="b-page" style="margin:0;padding:0;background:#f3f1ea;word-break:break-word;overflow-wrap:anywhere">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td class="b-quiet" style="padding:8px 16px;font:600 14px/1.6 ${font};color:#5d5a52">${escapeHtml(company)}</td></tr>
<tr><td class="b-card" style="padding:20px;background:#ffffff;border-radius:8px;font:16px/1.75 ${font};color:#23221f">
${styled(content.html)}${content.action ? button(content.action) : ''}${answerButtons(buttonsOf(content, around))}</td></tr>
<tr><td class="b-quiet" style="padding:16px;font:13px/1.7 ${font};color:#5d5a52">${escapeHtml(reason)}<br>
<a class="b-link" href="${escapeHtml(unsubscribeUrl)}" style="color:#2f4a7d">${escapeHtml(t('messages:mail.unsubscribe'))}</a></td></tr>
</table></td></tr></table></body></html>
`
}

const dark =
  '@media (prefers-color-scheme:dark){.b-page{background:#16171a!important}.b-card{background:#202227!important;color:#e9e6df!important}' +
  '.b-quiet{color:#b4b0a6!important}.b-link{color:#a9bfec!important}.b-answer{border-color:#a9bfec!important}.b-button{background:#a9bfec!important;color:#16171a!important}' +
  '.b-box{background:#2a2d33!important;border-color:#4a4d54!important}}'

function button({ label, url }: { readonly label: string; readonly url: string }): string {
  const style = `display:inline-block;padding:12px 20px;border-radius:6px;background:#2f4a7d;color:#ffffff;font-weight:600;text-decoration:none`
  return `<p style="margin:20px 0 4px"><a class="b-button" href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a></p>`
}

/** The two buttons of an invitation with where they lead; none for other mails. */
function buttonsOf({ answers }: RenderedContent, { answerLinks }: Surroundings) {
  if (!answers) return []
  return [
    { label: answers.accepted, url: answerLinks.accepted },
    { label: answers.declined, url: answerLinks.declined },
  ]
}

/** Beside each other where there is room, else below each other; the second one as an outline. */
function answerButtons(buttons: ReturnType<typeof buttonsOf>): string {
  if (buttons.length === 0) return ''
  const looks = [
    'class="b-button b-answer" style="background:#2f4a7d;color:#ffffff;',
    'class="b-link b-answer" style="color:#2f4a7d;',
  ]
  const shape =
    'display:inline-block;margin:0 8px 8px 0;padding:11px 20px;border:1px solid #2f4a7d;border-radius:6px;font-weight:600;text-decoration:none'
  const links = buttons.map(
    ({ label, url }, place) => `<a ${looks[place]}${shape}" href="${escapeHtml(url)}">${escapeHtml(label)}</a>`,
  )
  return `<p style="margin:20px 0 0">${links.join('')}</p>`
}

const styles: Readonly<Record<string, string>> = {
  p: 'style="margin:0 0 16px"',
  h1: 'style="margin:0 0 16px;font-size:22px;line-height:1.4"',
  h2: 'style="margin:24px 0 12px;font-size:19px;line-height:1.4"',
  h3: 'style="margin:20px 0 8px;font-size:17px;line-height:1.4"',
  ul: 'style="margin:0 0 16px;padding-left:24px"',
  ol: 'style="margin:0 0 16px;padding-left:24px"',
  li: 'style="margin:0 0 4px"',
  a: 'class="b-link" style="color:#2f4a7d"',
  img: 'style="max-width:100%;height:auto"',
  blockquote: 'class="b-box" style="margin:0 0 16px;padding:4px 0 4px 14px;border-left:3px solid #d8d3c4"',
  pre: 'class="b-box" style="margin:0 0 16px;padding:12px;background:#f3f1ea;white-space:pre-wrap"',
  table: 'style="margin:0 0 16px;border-collapse:collapse;width:100%"',
  th: 'class="b-box" style="padding:6px 8px;border:1px solid #d8d3c4;text-align:left"',
  td: 'class="b-box" style="padding:6px 8px;border:1px solid #d8d3c4"',
}

/** What was cleaned has no style of its own; text cannot hold a `<`. */
function styled(html: string): string {
  return html.replaceAll(/<([a-z][a-z0-9]*)/g, (tag, name: string) => (styles[name] ? `${tag} ${styles[name]}` : tag))
}
