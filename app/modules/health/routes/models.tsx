import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { allows, leaders, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { Routes } from '../../../web/routes.ts'
import { actorOf, staffNames } from '../../identity/index.ts'
import { archivedModels, archiveModel, currentModels, findModel, moveModelUp, versionsOf } from '../models.ts'
import { spreadOfScores } from '../overview/queries.ts'
import { segmentNames } from '../queries.ts'
import { recomputations, requestRecomputation } from '../recomputation.ts'
import { ModelPage } from '../views/model-page.tsx'
import { ModelsPage } from '../views/models-page.tsx'

/** Score models: to look at, to put into order, to end. */
export const models = new Routes()
  .get(paths.healthModels, staff, async c => {
    const { db } = c.var.services
    const [list, archived, segments, spread, { current, done }] = await Promise.all([
      currentModels(db),
      archivedModels(db),
      segmentNames(db),
      spreadOfScores(db),
      recomputations(db),
    ])
    const mayEdit = allows(leaders, c.var.staff)
    return page(
      c,
      <ModelsPage {...{ archived, segments, current, done, mayEdit }} models={list} counts={spread.models} />,
    )
  })
  .get(paths.healthModel, staff, async c => {
    const { db, offers } = c.var.services
    const model = await findModel(db, idParam(c))
    const [versions, segments, { current, done }] = await Promise.all([
      versionsOf(db, model.id),
      segmentNames(db),
      recomputations(db),
    ])
    const people = await staffNames(
      db,
      versions.flatMap(version => version.publishedBy ?? []),
    )
    const segment = model.segmentId === null ? undefined : (segments.get(model.segmentId) ?? '')
    const mayEdit = allows(leaders, c.var.staff)
    return page(c, <ModelPage {...{ offers, model, segment, versions, people, current, done, mayEdit }} />)
  })
  .post(paths.healthModelArchive, leaders, async c => {
    const { services } = c.var
    const model = await findModel(services.db, idParam(c))
    await transact(services.db, async tx => {
      await archiveModel(tx, actorOf(c), model)
      await requestRecomputation(tx, services)
    })
    flash(c, 'good', 'health:model.archivedFlash', { name: model.name })
    return c.redirect(href(paths.healthModels), 303)
  })
  .post(paths.healthModelOrder, leaders, async c => {
    const { services } = c.var
    const model = await findModel(services.db, idParam(c))
    await transact(services.db, async tx => {
      await moveModelUp(tx, actorOf(c), model)
      await requestRecomputation(tx, services)
    })
    return c.redirect(href(paths.healthModels), 303)
  })
