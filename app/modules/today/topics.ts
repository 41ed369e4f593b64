/** Changes when accounts of the person (null: of nobody) newly need somebody. */
export function todayTopic(ownerId: string | null): string {
  return `today:${ownerId ?? ''}`
}
