import { transact } from '../../platform/db.ts'
import { Conflict, Unable } from '../../platform/errors.ts'
import { installationSecret } from '../../platform/secret.ts'
import type { Services } from '../../web/services.ts'
import { record, system } from '../activity/index.ts'
import { type CompanyInput, createCompany, findCompany } from './company.ts'
import { hashNewPassword, passwordProblem } from './password.ts'
import { addPerson, setPasswordHash } from './people.ts'

export interface Owner {
  readonly name: string
  readonly email: string
  readonly password: string
}

/**
 * Makes what an installation needs before it serves: its secret and, when the environment names them, the company and its
 * owner. Does nothing that is done already. Throws Unable when the owner's password is too weak.
 */
export async function prepareInstallation(services: Services): Promise<void> {
  const { config, db } = services
  await installationSecret(db, config.secret)
  if (!config.admin || (await findCompany(db))) return
  const { email, password } = config.admin
  const name = config.company ?? email.slice(email.indexOf('@') + 1)
  const problem = passwordProblem(password, [email, name])
  if (problem) throw new Unable(`BANSO_ADMIN_PASSWORD: ${weaknesses[problem]}`)
  const currency = config.locale === 'ja' ? 'JPY' : 'USD'
  const company = { name, locale: config.locale, timeZone: config.timeZone, currency }
  try {
    await setUpCompany(services, company, { name: email.slice(0, email.indexOf('@')), email, password })
  } catch (error) {
    // Another process was faster; then it is there.
    if (!(error instanceof Conflict)) throw error
  }
}

const weaknesses = {
  short: 'must have at least 12 characters',
  long: 'must have at most 256 characters',
  common: 'is too easy to guess; choose another one',
  personal: 'must not contain the address or the company; choose another one',
} as const

/**
 * Makes the company and its owner, together or not at all. Returns the owner's id. Throws Conflict when there is a
 * company already.
 */
export async function setUpCompany(services: Services, company: CompanyInput, owner: Owner): Promise<string> {
  const hash = await hashNewPassword(owner.password)
  return transact(services.db, async tx => {
    await createCompany(tx, company)
    const person = { name: owner.name, email: owner.email, locale: company.locale, timeZone: company.timeZone }
    const id = await addPerson(tx, { ...person, roles: ['admin'] })
    if (!id) throw new Conflict('identity:firstRun.taken')
    await setPasswordHash(tx, id, hash)
    await record(tx, system, {
      name: 'identity.company_founded',
      subjectId: id,
      data: { company: company.name, owner: owner.name },
    })
    return id
  })
}
