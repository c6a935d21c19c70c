import { ok } from '#shared/base/result.ts'
import { openWorkbench } from '#main/client/open.ts'
import { tinyWorkbench } from './tiny-workbench.ts'

/**
 * Opens the workbench of a data folder in a process of its own: `owner-process.ts HOME MODE`.
 * `hold` prints its role and stays until it is told a line; `once` asks one thing and goes.
 */
const [home = '', mode = 'hold'] = process.argv.slice(2)
const opened = await openWorkbench({
  home,
  version: '1.0.0',
  workbench: () => Promise.resolve(ok(tinyWorkbench(home))),
})
if (!opened.ok) {
  process.stdout.write(`${opened.error.kind}\n`)
  process.exit(2)
}
const info = await opened.value.client.workbench.info()
process.stdout.write(`${opened.value.role} ${info.home}\n`)
if (mode === 'hold') await new Promise((resolve) => process.stdin.once('data', resolve))
await opened.value.close()
process.stdin.destroy()
