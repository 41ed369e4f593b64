import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const database = ['test/support/global-setup.ts']
const everywhere = ['**/node_modules/**', 'dist/**']

// biome-ignore lint/style/noDefaultExport: Vitest reads it so
export default defineConfig({
  test: {
    projects: [
      {
        // Functions and requests, against a real PostgreSQL.
        extends: true,
        test: {
          name: 'unit',
          include: ['{app,bench,bin,client,test}/**/*.test.{ts,tsx}'],
          exclude: [...everywhere, 'test/boot/**', 'test/browser/**'],
          globalSetup: database,
        },
      },
      {
        // Whole processes: started, killed, started again.
        extends: true,
        test: {
          name: 'boot',
          include: ['test/boot/**/*.test.ts'],
          globalSetup: ['test/boot/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // What only a browser shows.
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.{ts,tsx}'],
          globalSetup: database,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
    reporters: ['default'],
    // Half of a test is waiting for the database.
    maxWorkers: Math.max(2, availableParallelism()),
    // Generous: a slow machine is no fault, and what never comes fails all the same.
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
