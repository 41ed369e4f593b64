import encodeQR from 'qr'

// White around it so that cameras find it (ISO/IEC 18004 asks for four modules).
const quiet = 4

/** A QR code as one SVG path; black on white also in the dark, because some apps read nothing else. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: quiet })
  const size = modules.length
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      width={size * 5}
      height={size * 5}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={pathOf(modules)} fill="#000" />
    </svg>
  )
}

/** Each run of black modules in a row as one stroke of the path. */
function pathOf(modules: readonly (readonly boolean[])[]): string {
  return modules
    .flatMap((row, y) => {
      const runs: string[] = []
      for (let x = 0; x < row.length; x++) {
        if (!row[x]) continue
        const from = x
        while (row[x]) x++
        runs.push(`M${from} ${y}h${x - from}v1h-${x - from}z`)
      }
      return runs
    })
    .join('')
}
