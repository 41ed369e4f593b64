import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Copyable } from '../../../web/ui/copyable.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import { MessageTabs } from './tabs.tsx'

interface InAppSetupPageProps {
  readonly secret: string
  /** Address of this installation, without a slash at the end. */
  readonly host: string
}

/** What to put into the company's own pages and server. */
export function InAppSetupPage({ secret, host }: InAppSetupPageProps) {
  const { t } = useView()
  return (
    <StaffLayout title={t('messages:inApp.title')}>
      <PageHead title={t('messages:inApp.title')} lead={t('messages:inApp.lead')} />
      <MessageTabs current="inApp" />
      <Stack gap="loose">
        <Card title={t('messages:inApp.page')} padded>
          <Stack>
            <p>{t('messages:inApp.pageHow')}</p>
            <Copyable text={scriptTag(host)} title={t('messages:inApp.page')} />
            <p class="muted">{t('messages:inApp.policy', { host })}</p>
          </Stack>
        </Card>
        <Card title={t('messages:inApp.server')} padded>
          <Stack>
            <p>{t('messages:inApp.serverHow')}</p>
            {signers.map(({ name, code }) => (
              <Copyable text={code} title={name} />
            ))}
            <p class="muted">{t('messages:inApp.expiry')}</p>
          </Stack>
        </Card>
        <Card title={t('messages:inApp.secret')} padded>
          <Stack>
            <p>{t('messages:inApp.secretHow')}</p>
            <Copyable text={secret} title={t('messages:inApp.secret')} wraps />
            <PostButton action={href(paths.inAppRenewal)} look="danger" confirm={t('messages:inApp.renewQuestion')}>
              {t('messages:inApp.renew')}
            </PostButton>
          </Stack>
        </Card>
      </Stack>
    </StaffLayout>
  )
}

function scriptTag(host: string): string {
  return `<script src="${host}${href(paths.inAppScript)}" defer
  data-user="USER_ID" data-signature="SIGNATURE"></script>
<div id="banso-notices"></div>`
}

// Good for a day; see in-app/identity.ts.
const signers = [
  {
    name: 'Node.js',
    code: `import { createHmac } from 'node:crypto'
const expires = Math.floor(Date.now() / 1000) + 24 * 60 * 60
const hmac = createHmac('sha256', process.env.BANSO_IN_APP_SECRET).update(\`\${expires}\\n\${userId}\`)
const signature = \`\${expires}.\${hmac.digest('hex')}\``,
  },
  {
    name: 'Ruby',
    code: `expires = Time.now.to_i + 24 * 60 * 60
signature = "#{expires}." + OpenSSL::HMAC.hexdigest('SHA256', ENV['BANSO_IN_APP_SECRET'], "#{expires}\\n#{user_id}")`,
  },
  {
    name: 'Python',
    code: `import hashlib, hmac, os, time
expires = int(time.time()) + 24 * 60 * 60
digest = hmac.new(os.environ['BANSO_IN_APP_SECRET'].encode(), f'{expires}\\n{user_id}'.encode(), hashlib.sha256).hexdigest()
signature = f'{expires}.{digest}'`,
  },
  {
    name: 'PHP',
    code: `$expires = time() + 24 * 60 * 60;
$signature = "$expires." . hash_hmac('sha256', "$expires\\n$userId", getenv('BANSO_IN_APP_SECRET'));`,
  },
] as const
