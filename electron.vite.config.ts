import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { licencesPlugin } from './electron/cli/shell/licences-plugin.ts'

const at = (path: string): string => resolve(import.meta.dirname, path)

/**
 * Every process entry is a named input, so that its file name is known at run time
 * (see electron/processes/entry.ts). Native addons are found by native/index.ts, not bundled.
 */
export default defineConfig({
  main: {
    build: {
      target: 'node24',
      sourcemap: true,
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          'index': at('electron/main/index.ts'),
          'palabre': at('electron/cli/index.ts'),
          'host.process': at('electron/processes/host.process.ts'),
          'voice.process': at('electron/processes/voice.process.ts'),
          'keys.process': at('electron/processes/keys.process.ts'),
          'router.worker': at('electron/processes/router.worker.ts'),
          'jobs.worker': at('electron/processes/jobs.worker.ts'),
          'engine.worker': at('electron/processes/engine.worker.ts'),
          'recorder.worker': at('electron/processes/recorder.worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [vue(), licencesPlugin(import.meta.dirname)],
    build: {
      minify: true,
      rolldownOptions: { input: { index: at('renderer/index.html') } },
    },
  },
})
