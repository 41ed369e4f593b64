export interface Device {
  readonly browser: string | undefined
  readonly system: string | undefined
  readonly kind: 'phone' | 'computer' | 'unknown'
}

// Order matters: Edge and Opera also call themselves Chrome, Chrome also calls itself Safari.
const browsers = [
  [/\bEdgA?(?:iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const

const systems = [
  [/\biPhone\b/, 'iPhone', 'phone'],
  [/\biPad\b/, 'iPad', 'phone'],
  [/\bAndroid\b/, 'Android', 'phone'],
  [/\bWindows\b/, 'Windows', 'computer'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS', 'computer'],
  [/\bCrOS\b/, 'ChromeOS', 'computer'],
  [/\bLinux\b/, 'Linux', 'computer'],
] as const

/** What a User-Agent header says about where somebody is signed in, as far as people care. */
export function deviceOf(userAgent: string): Device {
  const system = systems.find(([pattern]) => pattern.test(userAgent))
  return {
    browser: browsers.find(([pattern]) => pattern.test(userAgent))?.[1],
    system: system?.[1],
    kind: system?.[2] ?? 'unknown',
  }
}
