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
        test: {
          name: 'unit',
          include: ['{app,bench,bin,client,test}/**/*.test.{ts,tsx}'],
          exclude: [...everywhere, 'test/boot/**', 'test/browser/**'],
          globalSetup: database,
        },
      },
      {
        // Whole processes: started, killed, started again.
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
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.{ts,tsx}'],
          globalSetup: database,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
    reporters: ['default'],
    // Half of a test is waiting for the database.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
