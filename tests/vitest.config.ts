import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const root = resolve(import.meta.dirname, '..')
/** One more than cores: what waits leaves its core to others. */
const maxWorkers = availableParallelism() + 1

/** Another program that takes the cores for a moment is nobody's fault; `npm test` names who needed it. */
const SECOND_TRY = 1

/**
 * What may share the machine: whole calls in simulated time, what only computes or writes, and hosts and guests that mostly
 * wait for each other.
 */
const WORK = [
  'tests/network/{changing-networks,impairments,jitter-buffer,loudness,pauses,rate,redundancy,traces,weak-line}.test.ts',
  'tests/native/{audio-arguments,codec,dsp,echo}.test.ts',
  'tests/integration/{admin-relay,backups,echo-call,host-kill,job-threads,large-lists,package,store-kill}.test.ts',
  'tests/integration/{api-viewer,bench-api,bench-idle,doctor,gateway,gateway-abuse,global-keys,headless-host}.test.ts',
  'tests/integration/{host-keys,host-restart,hosting-page,linked-devices,log-secrets,odd-places,talk-keys}.test.ts',
]

/**
 * One project per kind of test, so that each can be run alone (`--project unit`).
 * The other integration, network and native tests run in real time with sockets, devices and processes: one file at a
 * time.
 */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers,
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
          maxWorkers,
          environment: 'happy-dom',
          include: ['tests/unit/renderer/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'work',
          retry: SECOND_TRY,
          maxWorkers,
          sequence: { groupOrder: 1 },
          environment: 'node',
          pool: 'forks',
          setupFiles: ['tests/support/worker-threads.setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          include: WORK,
        },
      },
      {
        test: {
          name: 'real',
          retry: SECOND_TRY,
          // After the others: what plays in real time wants the machine for itself.
          sequence: { groupOrder: 2 },
          environment: 'node',
          pool: 'forks',
          setupFiles: ['tests/support/worker-threads.setup.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ['tests/native/*.test.ts', 'tests/integration/*.test.ts', 'tests/network/*.test.ts'],
          exclude: WORK,
        },
      },
    ],
  },
})
