import { readFileSync } from 'node:fs'
import { enableCompileCache, flushCompileCache, registerHooks } from 'node:module'
import path from 'node:path'

/**
 * Owns a data folder with the whole workbench until it is told a line, or killed: `kill-owner.ts HOME`. Says "ready"
 * once it recovered from whatever ended the owner before.
 */
const [home = ''] = process.argv.slice(2)
// The demo's content is bundled by Vite; run from source there is none, and none is needed.
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.endsWith('/demo/repository.ts')) return loaded
    const source = readFileSync(new URL(url), 'utf8')
    return { ...loaded, source: `import.meta.glob = () => ({});${source}` }
  },
})
// It starts often: what it is made of is stripped of types and compiled once. Written early, as it is killed most times.
enableCompileCache(path.resolve(import.meta.dirname, '../../.cache/compiled'))
const { startHost } = await import('#main/instance/host.ts')
const { createWorkbench } = await import('#main/workbench.ts')
const started = await startHost({
  home,
  kind: 'command',
  version: 'kill',
  workbench: () =>
    createWorkbench({ home, host: 'command', env: process.env, version: 'kill', openedPath: null }),
})
if (!started.ok) {
  process.stdout.write(`${started.error.message}\n`)
  process.exit(2)
}
const ready = await started.value.ready
if (!ready.ok) {
  process.stdout.write(`${ready.error.message}\n`)
  process.exit(3)
}
process.stdout.write('ready\n')
flushCompileCache()
await new Promise((resolve) => process.stdin.once('data', resolve))
await started.value.end()
process.stdin.destroy()
