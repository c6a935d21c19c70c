import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

/**
 * Node loads its whole HTTP client when `FormData` is first mentioned, which every start would pay. The libraries only
 * ask whether something is one: its tag tells the same.
 */
const formDataByTag: Plugin = {
  name: 'form-data-by-tag',
  transform: (code, id) =>
    id.includes('/@orpc/') && code.includes('instanceof FormData')
      ? code.replaceAll(
          /(\w+) instanceof FormData/g,
          "(Object.prototype.toString.call($1) === '[object FormData]')",
        )
      : null,
}

/**
 * Three builds, one per process. The main build has one entry per way to start the workbench; worker
 * threads get entries of their own because they are started from a file.
 */
export default defineConfig({
  main: {
    plugins: [formDataByTag],
    build: {
      target: 'node20.11',
      sourcemap: true,
      // Hundreds of small modules opened one by one are most of a command's start; what is native or starts
      // processes of its own stays outside.
      externalizeDeps: {
        exclude: [
          'zod',
          'commander',
          '@orpc/client',
          '@orpc/contract',
          '@orpc/server',
          '@orpc/standard-server-peer',
        ],
      },
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          serve: 'src/main/serve.ts',
          cli: 'src/main/cli.ts',
        },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    base: './',
    plugins: [react()],
    build: {
      target: 'chrome130',
      minify: true,
      sourcemap: false,
      rollupOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
})
