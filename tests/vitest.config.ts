import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const root = resolve(import.meta.dirname, '..')

/**
 * One project per kind of test, so that each can be run alone (`--project unit`).
 * Integration, network and native tests use real sockets, devices and processes: one file at a time.
 */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          pool: 'forks',
          setupFiles: ['tests/support/worker-threads.setup.ts'],
          // Fuzzers and key derivation are slow where the cores are taken; what hangs is still found.
          testTimeout: 20_000,
          include: [
            'tests/unit/{electron,support}/**/*.test.ts',
            'tests/architecture/*.test.ts',
            'tests/fuzz/*.fuzz.ts',
          ],
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['tests/unit/renderer/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'real',
          // After the others: what plays in real time wants the machine for itself.
          sequence: { groupOrder: 1 },
          environment: 'node',
          pool: 'forks',
          setupFiles: ['tests/support/worker-threads.setup.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ['tests/native/*.test.ts', 'tests/integration/*.test.ts', 'tests/network/*.test.ts'],
        },
      },
    ],
  },
})
