import pino from 'pino'

/** Structured log on standard error (standard output belongs to the plain lines of the start command). */
export const log = pino(
  {
    level: 'info',
    base: null,
    redact: {
      paths: [
        'password',
        '*.password',
        'secret',
        '*.secret',
        'writeKey',
        '*.writeKey',
        'authorization',
        '*.authorization',
        'cookie',
        '*.cookie',
        'token',
        '*.token',
        // What a job was handed may hold a link that opens something.
        'meta.job.payload',
      ],
      censor: '…',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  },
  pino.destination({ dest: 2, sync: true }),
)
