import type { Generated } from 'kysely'
import type { Role, Staff } from '../../web/access.ts'
import type { Locale } from '../../web/i18n.ts'

export interface CompanyTable {
  one: Generated<boolean>
  name: string
  locale: Locale
  time_zone: string
  currency: string
  sample: Generated<boolean>
  created_at: Generated<Date>
}

export interface StaffTable {
  id: string
  name: string
  email: string
  email_verified: Generated<boolean>
  image: string | null
  two_factor_enabled: Generated<boolean>
  roles: Role[]
  locale: Locale
  time_zone: string
  theme: Generated<Staff['theme']>
  single_keys: Generated<boolean>
  removed_at: Date | null
  sample: Generated<boolean>
  strengths: Generated<string[]>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface SessionTable {
  id: string
  token: string
  user_id: string
  expires_at: Date
  ip_address: string | null
  user_agent: string | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

/** Only the columns we write ourselves; the sign-in library knows the rest. */
export interface CredentialTable {
  id: string
  account_id: string
  provider_id: string
  user_id: string
  password: string | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface PasskeyTable {
  id: string
  name: string | null
  user_id: string
  aaguid: string | null
  created_at: Date | null
}

export interface InvitationTable {
  id: Generated<number>
  email: string
  roles: Role[]
  staff_id: string | null
  seed: string
  token_hash: string
  invited_by: string
  created_at: Generated<Date>
  expires_at: Date
  accepted_at: Date | null
  revoked_at: Date | null
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'identity.company': CompanyTable
    'identity.staff': StaffTable
    'identity.session': SessionTable
    'identity.credential': CredentialTable
    'identity.passkey': PasskeyTable
    'identity.two_factor': { user_id: string; failed_verification_count: number; locked_until: Date | null }
    'identity.invitation': InvitationTable
    'identity.password_reset': {
      id: Generated<number>
      staff_id: string
      seed: string
      token_hash: string
      created_at: Date
      expires_at: Date
    }
    'identity.attempt': { key: string; count: number; until: Date }
    'identity.person': {
      id: string
      name: string
      present: boolean
      sample: boolean
      roles: Role[]
      strengths: string[]
    }
  }
}
