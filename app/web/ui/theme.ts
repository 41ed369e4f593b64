import type { View } from '../view.ts'

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** How the person wants Banso to look; as the device does when nobody is signed in. */
export function themeOf(staff: View['staff']): Theme {
  return staff?.theme ?? 'auto'
}
