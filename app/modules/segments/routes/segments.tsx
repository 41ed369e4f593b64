import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import { allows, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { liveStream } from '../../../web/sse.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { actorOf, staffNames } from '../../identity/index.ts'
import { abouts } from '../about.ts'
import { conditionNames } from '../conditions/names.ts'
import { type MemberCursor, memberPage, recentMoves } from '../members.ts'
import { countEverybody, countHistory, findSegment, type Segment, segmentCounts, segmentPage } from '../queries.ts'
import { deleteSegment, SegmentInUse, segmentTopic } from '../segment.ts'
import { usesOfSegment } from '../uses.ts'
import { SegmentFigures } from '../views/figures.tsx'
import { SegmentsPage } from '../views/list.tsx'
import { SegmentPage } from '../views/segment.tsx'
import { exportContacts } from './export.ts'
import { editors, surroundingsOf } from './surroundings.ts'

const perPage = 50
const historyDays = 90
const shownMoves = 8

const listed = z.object({
  about: z.enum(abouts).optional().catch(undefined),
  after: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
})
const afterMember = z.object({
  after: z
    .string()
    .regex(/^\d{1,14}\.\d{1,15}$/)
    .optional()
    .catch(undefined),
})

/** Segments and who is in them. */
export const segmentRoutes = new Routes()
  .get(paths.segments, staff, async c => page(c, await listContent(c)))
  .get(paths.segment, staff, async c => page(c, await segmentContent(c)))
  .get(paths.segmentStream, staff, async c => {
    const segment = await loadSegment(c)
    return liveStream(c, {
      topics: [segmentTopic(segment.id)],
      show: async () => (
        <TurboStream action="replace" target="segment-figures">
          <SegmentFigures {...(await figuresOf(c, await loadSegment(c)))} />
        </TurboStream>
      ),
    })
  })
  .get(paths.segmentExport, staff, async c => {
    const segment = await loadSegment(c)
    if (segment.about === 'contact') return exportContacts(c, segment)
    return c.redirect(href(paths.accountsExport, {}, { segment: segment.id }), 303)
  })
  .post(paths.segmentRemoval, editors, async c => {
    const segment = await loadSegment(c)
    try {
      await transact(c.var.services.db, tx => deleteSegment(tx, c.var.services, actorOf(c), segment.id))
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      const labels = error instanceof SegmentInUse ? error.uses.map(use => use.label) : []
      flash(c, 'bad', error.key as TextKey, { names: labelsText(c, labels) })
      return c.redirect(href(paths.segment, { id: segment.id }), 303)
    }
    flash(c, 'good', 'segments:page.deleted', { name: segment.name })
    return c.redirect(href(paths.segments), 303)
  })

const namedUses = 3

/** The first few, as much as a cookie holds; all of them stand on the page with their links. */
function labelsText({ var: { view } }: RequestContext, labels: readonly string[]): string {
  const quoted = labels
    .slice(0, namedUses)
    .map(text => view.t('segments:group.quoted', { text: [...text].slice(0, 40).join('') }))
  return quoted.join(view.t('segments:page.comma')) + (labels.length > namedUses ? '…' : '')
}

async function listContent(c: RequestContext) {
  const { services } = c.var
  const { about, after } = listed.parse(c.req.query())
  const { today } = await surroundingsOf(services)
  const [found, counts, accounts, contacts] = await Promise.all([
    segmentPage(services.db, { about, after, limit: perPage + 1, today }),
    segmentCounts(services.db),
    countEverybody(services.db, 'account'),
    countEverybody(services.db, 'contact'),
  ])
  const segments = found.slice(0, perPage)
  const names = await conditionNames(services, segments)
  return (
    <SegmentsPage
      segments={segments}
      about={about}
      counts={counts}
      totals={{ account: accounts, contact: contacts }}
      names={names}
      next={found.length > perPage ? href(paths.segments, {}, { about, after: segments.at(-1)?.id }) : undefined}
      previous={after ? href(paths.segments, {}, { about }) : undefined}
      mayEdit={allows(editors, c.var.staff)}
    />
  )
}

/** The segment in the path. Throws NotFound. */
export async function loadSegment(c: RequestContext): Promise<Segment> {
  const id = idParam(c)
  const { today } = await surroundingsOf(c.var.services)
  const segment = await findSegment(c.var.services.db, id, today)
  if (!segment) throw new NotFound(`segment ${id}`)
  return segment
}

async function segmentContent(c: RequestContext) {
  const { services } = c.var
  const segment = await loadSegment(c)
  const after = readCursor(afterMember.parse(c.req.query()).after)
  const [found, history, usedBy, authors, names, figures] = await Promise.all([
    memberPage(services.db, segment, { after, limit: perPage + 1 }),
    historyOf(c, segment),
    usesOfSegment(services.db, services.offers, segment.id),
    staffNames(services.db, segment.createdBy ? [segment.createdBy] : []),
    conditionNames(services, [segment]),
    figuresOf(c, segment),
  ])
  const members = found.slice(0, perPage)
  const last = found.length > perPage ? members.at(-1) : undefined
  const next = last && href(paths.segment, { id: segment.id }, { after: `${last.enteredAt.getTime()}.${last.id}` })
  return (
    <SegmentPage
      segment={segment}
      figures={figures}
      members={members}
      next={next}
      previous={after ? href(paths.segment, { id: segment.id }) : undefined}
      history={history}
      usedBy={usedBy}
      names={names}
      author={authors.get(segment.createdBy ?? '')}
      mayEdit={allows(editors, c.var.staff)}
    />
  )
}

async function figuresOf(c: RequestContext, segment: Segment) {
  const { db } = c.var.services
  const [total, moves] = await Promise.all([countEverybody(db, segment.about), recentMoves(db, segment, shownMoves)])
  return { segment, total, moves }
}

/** The counted days, and today as it is now. */
async function historyOf(c: RequestContext, segment: Segment) {
  const { today } = await surroundingsOf(c.var.services)
  const from = Temporal.PlainDate.from(today).subtract({ days: historyDays }).toString()
  const counted = await countHistory(c.var.services.db, segment.id, from)
  return [...counted.filter(({ day }) => day < today), { day: today, members: segment.members }]
}

function readCursor(text: string | undefined): MemberCursor | undefined {
  if (!text) return undefined
  const [at, id] = text.split('.').map(Number)
  return { enteredAt: new Date(at ?? 0), id: id ?? 0 }
}
