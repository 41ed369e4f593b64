import { paths } from '../../../paths.ts'
import { staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { liveStream } from '../../../web/sse.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { watchTopic } from '../intake/watch.ts'
import { listKeys, type WriteKey } from '../keys.ts'
import { recentArrivals, recentRefusals } from '../queries.ts'
import { type Language, languages } from '../snippets.ts'
import { ConnectPage } from '../views/connect.tsx'
import { type Check, CheckPanel } from '../views/connect-check.tsx'

/** "Connect your app": code to paste with the right host and key, and whether the first event arrived. */
export const connectRoutes = new Routes()
  .get(paths.connect, staff, async c => {
    const { db, config } = c.var.services
    const keys = (await listKeys(db)).filter(key => !key.revoked_at)
    const key = chosenKey(c, keys)
    const check = key && (await checkOf(c, key))
    return page(
      c,
      <ConnectPage keys={keys} writeKey={key} language={chosenLanguage(c)} host={config.baseUrl} check={check} />,
    )
  })
  .get(paths.connectCheck, staff, c =>
    liveStream(c, {
      topics: [watchTopic],
      show: async () => {
        const key = chosenKey(c, await listKeys(c.var.services.db))
        if (!key) return undefined
        return (
          <TurboStream action="update" target="connect-check" morph>
            <CheckPanel check={await checkOf(c, key)} keyId={key.id} />
          </TurboStream>
        )
      },
    }),
  )

function chosenKey(c: RequestContext, keys: readonly WriteKey[]): WriteKey | undefined {
  const asked = Number(c.req.query('key'))
  return keys.find(key => key.id === asked) ?? keys[0]
}

function chosenLanguage(c: RequestContext): Language {
  return languages.find(language => language === c.req.query('language')) ?? 'node'
}

async function checkOf(c: RequestContext, key: WriteKey): Promise<Check> {
  const { db } = c.var.services
  const [arrivals, refusals] = await Promise.all([
    recentArrivals(db, { keyId: key.id }),
    recentRefusals(db, { keyId: key.id }),
  ])
  return { lastUsed: key.last_used_at, arrival: arrivals[0], refusal: refusals[0] }
}
