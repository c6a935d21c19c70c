import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findElectronBinary } from '#main/doctor/electron-binary.ts'
import { testGitEnvironment } from '#test/support/repository.ts'
import { root } from '#test/support/workbench-driver.ts'
import type { Corpus } from './corpus.ts'
import { openDisplay, startWindow, type WindowStart } from './electron-window.ts'
import { type Figure, figure } from './figures.ts'

/** The least that is an Electron app with a window: what everyone pays. */
const emptyMain = `
const { app, BrowserWindow } = require('electron')
app.setPath('userData', process.env.EMPTY_HOME)
app.whenReady().then(() => {
  const window = new BrowserWindow({ show: false, width: 1440, height: 900 })
  window.once('ready-to-show', () => window.show())
  window.loadFile('index.html')
})
app.on('window-all-closed', () => app.quit())
`

const firstPaint = `(() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0]
  return paint ? { painted: performance.timeOrigin + paint.startTime } : null
})()`

const usable = `(() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0]
  const ready = performance.getEntriesByName('winnow:usable')[0]
  if (!paint || !ready) return null
  const at = (entry) => performance.timeOrigin + entry.startTime
  return { painted: at(paint), usable: at(ready) }
})()`

/** The start of the Electron host, held against that of an empty window; they take turns. Empty where there is no Electron. */
export async function startFigures(corpus: Corpus, folder: string, runs: number): Promise<readonly Figure[]> {
  const electron = findElectronBinary(process.env, root)
  if (!electron) {
    process.stderr.write('No Electron here: the figures of its start are left out.\n')
    return []
  }
  const app = path.join(folder, 'empty')
  mkdirSync(app, { recursive: true })
  writeFileSync(path.join(app, 'package.json'), '{ "name": "empty", "version": "1.0.0", "main": "main.cjs" }')
  writeFileSync(path.join(app, 'main.cjs'), emptyMain)
  writeFileSync(path.join(app, 'index.html'), '<!doctype html><title>Empty</title><p>Empty</p>')
  const home = path.join(folder, 'electron')
  const display = await openDisplay()
  const environment = {
    ...testGitEnvironment(folder),
    ...display.environment,
    WINNOW_HOME: home,
    EMPTY_HOME: path.join(folder, 'empty-home'),
  }
  execFileSync(
    process.execPath,
    ['bin/winnow.mjs', 'review', `${corpus.base}..${corpus.head}`, '--repo', corpus.path],
    { cwd: root, env: environment, stdio: 'pipe' },
  )
  const ours = () =>
    startWindow({ electron, app: root, args: [corpus.path], environment, expression: usable })
  const empty = () => startWindow({ electron, app, environment, expression: firstPaint })
  try {
    // The first of each writes its profile.
    await ours()
    await empty()
    const samples: { readonly start: WindowStart; readonly empty: number }[] = []
    for (let run = 0; run < runs; run += 1) {
      const first = run % 2 === 0 ? await ours() : null
      const other = await empty()
      const start = first ?? (await ours())
      samples.push({ start, empty: other['painted'] ?? Number.NaN })
    }
    const of = (moment: string): number[] => samples.map(({ start }) => start[moment] ?? Number.NaN)
    return [
      figure(
        'empty Electron window, start to first paint',
        'ms',
        samples.map((one) => one.empty),
      ),
      figure('Electron host, start to first paint', 'ms', of('painted')),
      figure('Electron host, start to usable', 'ms', of('usable')),
      figure(
        'Electron host, start to usable ÷ empty Electron window',
        '÷',
        samples.map(({ start, empty: other }) => (start['usable'] ?? Number.NaN) / other),
        { of: 'median', atMost: 1.5 },
      ),
    ]
  } finally {
    await display.end()
  }
}
