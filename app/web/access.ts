/** What a person of the company may hold; one person may hold several. */
export const roles = ['operator', 'csm', 'manager', 'product', 'legal', 'admin'] as const
export type Role = (typeof roles)[number]

/** The person of the company who is signed in, as every module sees them. */
export interface Staff {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly roles: readonly Role[]
  readonly locale: 'ja' | 'en'
  readonly timeZone: string
  readonly theme: 'auto' | 'light' | 'dark'
  /** Whether single letters are shortcuts. */
  readonly singleKeys: boolean
}

/** Who may use a route. Every route declares one; `allows` is the only judge. */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'staff' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] }

export const anyone: Access = { kind: 'public' }
export const staff: Access = { kind: 'staff' }
export const only = (...allowed: readonly Role[]): Access => ({ kind: 'roles', roles: allowed })

/** Who works with customers day by day and may change what is known of them. */
export const carers = only('operator', 'csm', 'manager')
/** Who leads them: sees everybody's work, and decides how it is judged. */
export const leaders = only('manager')
/** Who tries out how well customers are judged: back-tests, trainings. */
export const evaluators = only('csm', 'manager')

/** Whether this person (nobody when undefined) may use what is declared with `access`. An admin may use everything. */
export function allows(access: Access, person: Pick<Staff, 'roles'> | undefined): boolean {
  if (access.kind === 'public') return true
  if (!person) return false
  if (access.kind === 'staff') return true
  return person.roles.includes('admin') || person.roles.some(role => access.roles.includes(role))
}
