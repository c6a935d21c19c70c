import { spawn } from 'node:child_process'
import { mkdir, realpath, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findElectronBinary, hasDisplay } from '#main/doctor/electron-binary.ts'
import { hideSecrets } from '#main/system/hide-secrets.ts'
import { ensureBuilt } from './build-stamp.ts'
import { root, run } from './command.ts'

/**
 * `npm start [-- FOLDER]`: builds what is missing, then starts Winnow on the repository in FOLDER (by default
 * where npm was called) in a window of its own if this machine can show one, else on loopback for a browser. Called in
 * Winnow's own checkout it opens the start view: who is there has not chosen a repository yet.
 */

const downloadLimit = 120_000
const failedDownload = path.join(root, '.cache', 'electron-download-failed')
const dayMilliseconds = 86_400_000

/** Fetches Electron's own binary, once a day at most where that does not work. */
async function downloadElectron(): Promise<string | null> {
  const lastFailure = await stat(failedDownload).catch(() => null)
  if (lastFailure && Date.now() - lastFailure.mtimeMs < dayMilliseconds) return null
  process.stderr.write('Fetching the Electron binary (once).\n')
  await run(process.execPath, [path.join('node_modules', 'electron', 'install.js')], {
    timeout: downloadLimit,
  })
  const found = findElectronBinary(process.env, root)
  if (!found) {
    await mkdir(path.dirname(failedDownload), { recursive: true })
    await writeFile(failedDownload, '')
  }
  return found
}

interface Host {
  readonly command: string
  readonly args: readonly string[]
  readonly reason: string
}

async function chooseHost(folder: string | null): Promise<Host> {
  const opened = folder === null ? [] : [folder]
  const web = (reason: string): Host => ({
    command: process.execPath,
    args: [path.join(root, 'out', 'main', 'serve.js'), ...opened],
    reason: `Winnow is served for a browser on this machine: ${reason}.`,
  })
  if (!hasDisplay(process.env, process.platform)) return web('there is no display here for a window')
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return web(
      'Electron does not start for root with its sandbox on; start Winnow as another user for a window',
    )
  }
  const named = process.env.ELECTRON_EXEC_PATH
  const electron = findElectronBinary(process.env, root) ?? (named ? null : await downloadElectron())
  if (electron) {
    return {
      command: electron,
      args: [root, ...opened],
      reason: 'Winnow opens in a window of its own (Electron).',
    }
  }
  return web(
    named
      ? `ELECTRON_EXEC_PATH names ${named}, which does not exist`
      : 'the Electron binary could not be fetched; `node node_modules/electron/install.js` tries again',
  )
}

hideSecrets()
const calledIn = process.env.INIT_CWD ?? process.cwd()
const named = process.argv[2]
const isOwn = named === undefined && (await realpath(calledIn)) === (await realpath(root))
const folder = isOwn ? null : path.resolve(calledIn, named ?? '.')
if (!(await ensureBuilt())) {
  process.stderr.write('Winnow could not be built; the reason stands above. Nothing was started.\n')
  process.exit(1)
}
const host = await chooseHost(folder)
process.stdout.write(`${host.reason}\n`)
const child = spawn(host.command, host.args, { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  process.stderr.write(`Winnow could not be started: ${error.message}\n`)
  process.exit(1)
})
child.on('close', (exitCode) => process.exit(exitCode ?? 0))
