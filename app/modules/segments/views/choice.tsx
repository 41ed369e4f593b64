import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import { abouts } from '../about.ts'

const icons = { account: 'building-2', contact: 'users' } as const

/** Before a segment is made: what it gathers. */
export function ChoicePage() {
  const { t } = useView()
  return (
    <StaffLayout title={t('segments:form.titleNew')} width="narrow">
      <PageHead
        title={t('segments:form.titleNew')}
        breadcrumb={[{ text: t('segments:list.title'), href: href(paths.segments) }]}
        lead={t('segments:choice.lead')}
      />
      <Stack>
        {abouts.map(about => (
          <Card title={t(`segments:about.${about}.name`)} padded>
            <Stack>
              <p>{t(`segments:choice.${about}`)}</p>
              <div>
                <LinkButton look="primary" icon={icons[about]} href={href(paths.newSegment, {}, { about })}>
                  {t(`segments:about.${about}.new`)}
                </LinkButton>
              </div>
            </Stack>
          </Card>
        ))}
      </Stack>
    </StaffLayout>
  )
}
