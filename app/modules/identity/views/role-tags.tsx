import type { Role } from '../../../web/access.ts'
import { Cluster } from '../../../web/ui/layout-parts.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'

export function RoleTags({ roles }: { readonly roles: readonly Role[] }) {
  const { t } = useView()
  return (
    <Cluster>
      {roles.map(role => (
        <Tag tone={role === 'admin' ? 'accent' : undefined}>{t(`identity:roles.${role}`)}</Tag>
      ))}
    </Cluster>
  )
}
