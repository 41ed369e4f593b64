import { emptyForm, type FormState } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import type { RequestContext } from '../../../web/routes.ts'
import { contactIdentities, contactPlaces, loadContact } from '../contacts/queries.ts'
import { knownTraits } from '../traits/queries.ts'
import { ContactPage } from '../views/contact-page.tsx'
import { showPanels } from './panels.ts'

/** Answers with the page of a contact, perhaps with what was typed into one of its forms. */
export async function showContact(
  c: RequestContext,
  id: number,
  forms: { readonly membership?: FormState; readonly trait?: FormState } = {},
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const { db, offers } = c.var.services
  const contact = await loadContact(db, id)
  const [places, identities, traits, panels] = await Promise.all([
    contactPlaces(db, id),
    contactIdentities(db, id),
    knownTraits(db, 'contact'),
    showPanels(c, offers.contactPanels, id),
  ])
  const props = { contact, places, identities, traits, panels }
  return page(
    c,
    <ContactPage {...props} membershipForm={forms.membership ?? emptyForm} traitForm={forms.trait ?? emptyForm} />,
    status,
  )
}
