// Currencies whose smallest unit is no hundredth: ISO 4217:2015, list one of 2025
// (https://www.six-group.com/en/products-services/financial-information/data-standards.html). Intl is not asked: what it
// says changes with the runtime, and amounts that are stored must not. customers.whole_amount has the same list.
const others: Readonly<Record<string, number>> = Object.fromEntries([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map(code => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map(code => [code, 3]),
  ...'CLF UYW'.split(' ').map(code => [code, 4]),
])

/** How many digits amounts of a currency (ISO 4217) have after the point: 0 for JPY, 2 for USD, 3 for KWD. */
export function minorDigits(currency: string): number {
  return others[currency] ?? 2
}
