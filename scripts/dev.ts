import { findElectronBinary, hasDisplay } from '#main/doctor/electron-binary.ts'
import { root, run, tool } from './command.ts'

/** `npm run dev`: Winnow in Electron, made anew while its files are edited. It says first what would keep it from opening. */

const missing = (): string | null => {
  const named = process.env.ELECTRON_EXEC_PATH
  if (!findElectronBinary(process.env, root)) {
    return named
      ? `ELECTRON_EXEC_PATH names ${named}, which does not exist. Correct it, or unset it to use the binary of the electron package.`
      : 'Electron is installed without its binary. Run `node node_modules/electron/install.js` to fetch it, or set ELECTRON_EXEC_PATH to one you have.'
  }
  return hasDisplay(process.env, process.platform)
    ? null
    : 'There is no display here for a window. Start one (`xvfb-run -a npm run dev`), or use `npm start` for a browser.'
}

const reason = missing()
if (reason !== null) {
  process.stderr.write(`${reason} Nothing was started.\n`)
  process.exit(1)
}
const { exitCode } = await run(tool('electron-vite'), ['dev', ...process.argv.slice(2)], { show: true })
process.exit(exitCode)
