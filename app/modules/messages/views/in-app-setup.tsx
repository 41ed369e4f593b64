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

const signers = [
  {
    name: 'Node.js',
    code: `import { createHmac } from 'node:crypto'
const signature = createHmac('sha256', process.env.BANSO_IN_APP_SECRET).update(userId).digest('hex')`,
  },
  { name: 'Ruby', code: "signature = OpenSSL::HMAC.hexdigest('SHA256', ENV['BANSO_IN_APP_SECRET'], user_id)" },
  {
    name: 'Python',
    code: `import hashlib, hmac, os
signature = hmac.new(os.environ['BANSO_IN_APP_SECRET'].encode(), user_id.encode(), hashlib.sha256).hexdigest()`,
  },
  { name: 'PHP', code: "$signature = hash_hmac('sha256', $userId, getenv('BANSO_IN_APP_SECRET'));" },
] as const
