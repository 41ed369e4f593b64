import type { Job } from '../../../platform/jobs.ts'
import type { Services } from '../../../web/services.ts'
import { lookAtPlays } from './look.ts'

/** Days end at any hour of UTC, depending on the company's zone. */
export const lookAtPlaysJob: Job<Services> = {
  name: 'effects.look_at_plays',
  cron: '41 * * * *',
  run: (services, _, signal) => lookAtPlays(services, signal, { onceADay: true }),
}
