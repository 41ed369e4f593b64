import type { Child } from 'hono/jsx'
import { paths } from '../paths.ts'
import { BrandMark, brandIcon } from './ui/brand-mark.tsx'
import { FlashMessage } from './ui/flash-message.tsx'
import { ConfirmDialog, ShortcutsDialog } from './ui/layout-dialogs.tsx'
import { BottomBar, Side } from './ui/side.tsx'
import { SampleLink } from './ui/tag.tsx'
import { themeOf } from './ui/theme.ts'
import { classes } from './ui/tone.ts'
import { useView } from './view.ts'

interface StaffLayoutProps {
  /** In the window's title; the page's own heading is `PageHead`'s. */
  readonly title: string
  /** Address of an event stream that sends turbo-stream elements while the page is open. */
  readonly live?: string
  readonly width?: 'narrow' | 'wide'
  readonly children: Child
}

/** The frame of every staff page. */
export function StaffLayout({ title, live, width, children }: StaffLayoutProps) {
  const { t, flash, company, staff } = useView()
  return (
    <Document title={`${title} · ${company.name}`}>
      <body
        data-controller="shortcuts theme"
        data-theme-name-value={themeOf(staff)}
        data-single-keys={staff?.singleKeys === false ? 'off' : undefined}
      >
        <a class="skip-link" href="#main">
          {t('web:layout.skip')}
        </a>
        <div class="app">
          <Side />
          <div class="app-body">
            <main class={classes('page', width)} id="main" tabindex={-1}>
              <div class="flash-region" id="flash" role="status">
                {flash ? <FlashMessage {...flash} /> : null}
              </div>
              {children}
            </main>
          </div>
        </div>
        <BottomBar />
        <ShortcutsDialog />
        <ConfirmDialog />
        <p
          class="live-hint"
          role="status"
          data-controller="live"
          data-live-url-value={live}
          data-live-lost-value={t('web:layout.live.lost')}
        />
      </body>
    </Document>
  )
}

interface PlainLayoutProps {
  readonly title: string
  /** Heading in the middle; the title unless given. */
  readonly heading?: string
  readonly lead?: Child
  /** Small links at the bottom. */
  readonly foot?: Child
  readonly wide?: boolean
  readonly children: Child
}

/** One thing to do, in the middle: sign-in, first run, errors. */
export function PlainLayout({ title, heading = title, lead, foot, wide, children }: PlainLayoutProps) {
  const { flash, company, staff } = useView()
  return (
    <Document title={`${title} · ${company.name}`}>
      <body class="plain" data-controller="theme" data-theme-name-value={themeOf(staff)}>
        <main class={classes('plain-body', wide && 'wide')} id="main">
          <div class="plain-brand">
            <BrandMark />
            <span>
              {company.name} {company.sample ? <SampleLink /> : null}
            </span>
          </div>
          <div class="plain-lead">
            <h1>{heading}</h1>
            {lead === undefined ? null : <p class="muted">{lead}</p>}
          </div>
          <div class="flash-region" id="flash" role="status">
            {flash ? <FlashMessage {...flash} /> : null}
          </div>
          {children}
        </main>
        <footer class="plain-foot">{foot ?? 'Banso'}</footer>
      </body>
    </Document>
  )
}

/** The document around a body: language, theme, script and style of this build. */
function Document({ title, children }: { readonly title: string; readonly children: Child }) {
  const { locale, nonce, assets, staff } = useView()
  const theme = themeOf(staff)
  return (
    <html lang={locale} data-theme={theme === 'auto' ? undefined : theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <meta name="csp-nonce" content={nonce} />
        <meta name="color-scheme" content="light dark" />
        <meta name="banso-sign-in" content={paths.signIn} />
        {/* Hovering a link must not run an export; a cached preview would show old numbers for a moment. */}
        <meta name="turbo-prefetch" content="false" />
        <meta name="turbo-cache-control" content="no-preview" />
        <meta name="turbo-refresh-method" content="morph" />
        <meta name="turbo-refresh-scroll" content="preserve" />
        <link rel="icon" href={brandIcon} />
        {assets.style ? (
          <link rel="stylesheet" href={assetHref(assets.style)} nonce={nonce} data-turbo-track="reload" />
        ) : null}
        {assets.script ? (
          <script type="module" src={assetHref(assets.script)} nonce={nonce} data-turbo-track="reload" />
        ) : null}
      </head>
      {children}
    </html>
  )
}

function assetHref(name: string): string {
  return paths.assets.replace('*', name)
}
