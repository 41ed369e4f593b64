/**
 * The few distribution functions that estimates need. Own code, because the libraries there are either lose the tails (jStat
 * answers 0 for a normal deviate of −9) or bring 230 packages for four functions (stdlib). Tests hold them against SciPy.
 */

/** P(Z > z) for a standard normal Z, exact in the tail too: erfc through the incomplete gamma function, DLMF 7.11.2. */
export function normalAbove(z: number): number {
  const tail = gammaAbove(0.5, (z * z) / 2) / 2
  return z >= 0 ? tail : 1 - tail
}

/** The density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
}

/** The z with P(Z > z) = `share`, 0 < share < 1. */
export function normalQuantileAbove(share: number): number {
  return quantileAbove(share, normalAbove)
}

/** P(T > t) for Student's t with `df` degrees of freedom (any positive number): DLMF 8.17 with x = df/(df + t²). */
export function studentAbove(t: number, df: number): number {
  // So close to normal, and the fraction below takes ever longer: Abramowitz and Stegun 26.7.8.
  if (df > nearlyNormal) return normalAbove((t * (1 - 1 / (4 * df))) / Math.sqrt(1 + (t * t) / (2 * df)))
  const tail = betaBelow(df / (df + t * t), df / 2, 0.5) / 2
  return t >= 0 ? tail : 1 - tail
}

/** The t with P(T > t) = `share`, 0 < share < 1. */
export function studentQuantileAbove(share: number, df: number): number {
  return quantileAbove(share, t => studentAbove(t, df))
}

/** P(X > x) for χ² with `df` degrees of freedom. */
export function chiSquareAbove(x: number, df: number): number {
  return gammaAbove(df / 2, x / 2)
}

const enough = 1e-15
const tiny = 1e-300
const mostTerms = 20_000
const nearlyNormal = 1e7

/** The regularised upper incomplete gamma function Q(a, x): series DLMF 8.11.4, continued fraction DLMF 8.9.2. */
function gammaAbove(a: number, x: number): number {
  if (x <= 0) return 1
  if (x === Infinity) return 0
  const front = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let k = 1; k < mostTerms && term > sum * enough; k++) {
      term *= x / (a + k)
      sum += term
    }
    return Math.max(0, 1 - front * sum)
  }
  return front * fraction(k => (k === 1 ? [1, x + 1 - a] : [-(k - 1) * (k - 1 - a), x + 2 * k - 1 - a]))
}

/** The regularised incomplete beta function I_x(a, b): continued fraction DLMF 8.17.22, by the symmetry 8.17.4 where it is fast. */
function betaBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaBelow(1 - x, b, a)
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
  return front * fraction(k => (k === 1 ? [1, 1] : [betaTerm(k - 1, x, a, b), 1]))
}

function betaTerm(k: number, x: number, a: number, b: number): number {
  const m = Math.floor(k / 2)
  return k % 2 === 1
    ? (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
}

/**
 * a₁/(b₁ + a₂/(b₂ + …)), where `term` gives numerator and denominator k. Modified Lentz: Thompson & Barnett, J. Comput.
 * Phys. 64 (1986) 490–509.
 */
function fraction(term: (k: number) => readonly [number, number]): number {
  let value = tiny
  let c = tiny
  let d = 0
  for (let k = 1; k < mostTerms; k++) {
    const [numerator, denominator] = term(k)
    d = 1 / (denominator + numerator * d || tiny)
    c = denominator + numerator / c || tiny
    value *= c * d
    if (Math.abs(c * d - 1) < enough) break
  }
  return value
}

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
]

/** ln Γ(x) for x > 0: Lanczos, SIAM J. Numer. Anal. 1 (1964) 86–96, g = 7; from 20 on Stirling's series, DLMF 5.11.1. */
function logGamma(x: number): number {
  if (x >= 20) {
    const square = 1 / (x * x)
    const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / x
    return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series
  }
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const sum = lanczos.reduce((total, weight, k) => total + weight / (x + k), 0.9999999999998099)
  const base = x + 6.5
  return Math.log(2 * Math.PI) / 2 + (x - 0.5) * Math.log(base) - base + Math.log(sum)
}

/** The place where a tail that falls from 1 to 0, with 1/2 at 0, is `share`: bracketed, then halved to the last digit. */
function quantileAbove(share: number, above: (x: number) => number): number {
  if (!(share > 0 && share < 1)) throw new RangeError(`no quantile for a share of ${share}`)
  if (share > 0.5) return -quantileAbove(1 - share, above)
  let low = 0
  let high = 1
  while (above(high) > share && high < Number.MAX_VALUE / 4) [low, high] = [high, high * 2]
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (above(middle) > share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
