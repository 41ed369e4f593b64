/** Two lines that run beside each other: 伴走. */
export function BrandMark() {
  return (
    <svg
      class="brand-mark"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2.2"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <path d="M4 20c4-9 8-13 16-16M9 20c3-6 6-9 11-11" />
    </svg>
  )
}

/** The same as an address for the page's icon. */
export const brandIcon =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 24 24%22%3E%3Crect width=%2224%22 height=%2224%22 rx=%226%22 fill=%22%231c4e80%22/%3E%3Cpath d=%22M5 19c3-7 7-11 14-14M10 19c2-5 5-8 9-9%22 fill=%22none%22 stroke=%22white%22 stroke-width=%222.2%22 stroke-linecap=%22round%22/%3E%3C/svg%3E'
