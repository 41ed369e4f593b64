export function either(ja: string, en: string): string
