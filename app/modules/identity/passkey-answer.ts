import { z } from 'zod'

const base64url = z
  .string()
  .regex(/^[\w-]+$/)
  .max(20_000)

const common = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}).default({}),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional().catch(undefined),
}

/** What a browser answers to a sign-in challenge. Source: Web Authentication Level 3, AuthenticationResponseJSON. */
export const signInAnswer = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
})

/** What a browser answers when it made a passkey. Source: the same, RegistrationResponseJSON. */
export const newPasskeyAnswer = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.string().regex(/^[\w-]{1,30}$/))
      .max(10)
      .optional(),
  }),
})
