import { readFile } from 'node:fs/promises'
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { grammarFileName, grammarInPackages } from './src/main/syntax/grammar-files.ts'
import { grammars } from './src/main/units/languages.ts'

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

/** Puts the grammars that are used beside what is built: the packages that have them have more, and sources. */
const syntaxGrammars: Plugin = {
  name: 'syntax-grammars',
  async generateBundle() {
    for (const grammar of grammars) {
      const source = await readFile(path.resolve('node_modules', grammarInPackages(grammar)))
      this.emitFile({ type: 'asset', fileName: grammarFileName(grammar), source })
    }
  },
}

/**
 * Puts all that the page's entry imports, however far, into one chunk: every file of the page costs a request that
 * the main process answers, and a look for its compiled code, before anything is shown.
 */
function firstChunk(): (id: string, context: ChunkingContext) => string | null {
  let first: Set<string> | null = null
  const reached = (bundle: ChunkingContext): Set<string> => {
    const found = new Set<string>()
    const visit = (id: string): void => {
      if (found.has(id)) return
      found.add(id)
      for (const imported of bundle.getModuleInfo(id)?.importedIds ?? []) visit(imported)
    }
    visit(path.resolve('src/renderer/app/main.tsx'))
    return found
  }
  return (id, context) => ((first ??= reached(context)).has(id) ? 'first' : null)
}

/** What the bundler knows of a module while it makes chunks. */
interface ChunkingContext {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/**
 * Three builds, one per process. The main build has one entry per way to start the workbench; worker
 * threads get entries of their own because they are started from a file.
 */
export default defineConfig({
  main: {
    plugins: [formDataByTag, syntaxGrammars],
    build: {
      target: 'node20.11',
      sourcemap: true,
      // Hundreds of small modules opened one by one are most of a command's start; what is native or starts
      // processes of its own stays outside.
      externalizeDeps: {
        exclude: [
          'zod',
          'commander',
          'lru-cache',
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
          // A thread and programs of their own, started from their files.
          'unit-thread': 'src/main/units/unit-thread.ts',
          'terminal-host': 'src/main/agents/openai/terminal-host.ts',
          'turn-pipe': 'src/main/mcp/turn-pipe.ts',
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
      rollupOptions: {
        input: { index: 'src/renderer/index.html' },
        output: { codeSplitting: { groups: [{ name: firstChunk() }] } },
      },
    },
  },
})
