import { createContext, useContext } from 'hono/jsx'

/** With what the fields, buttons and ids of a condition begin, so that several stand in one form. */
export const PrefixContext = createContext('')

/** How the condition that is being rendered names what is its own. */
export function useNaming(): (name: string) => string {
  const prefix = useContext(PrefixContext)
  return name => `${prefix}${name}`
}
