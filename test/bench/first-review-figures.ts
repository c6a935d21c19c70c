import path from 'node:path'
import { chromium } from '@playwright/test'
import { testGitEnvironment } from '#test/support/repository.ts'
import { browserFlags, endProcess, startServer } from '#test/support/workbench-driver.ts'
import { type Figure, figure } from './figures.ts'

/**
 * From the link that the web host prints to the first hunk of the demo that a key can decide: a new data folder and a new
 * browser each time, the page loaded, and one click on *Try it on a demo*.
 */
export async function firstReviewFigures(
  folder: string,
  runs: number,
  browserPath: string,
): Promise<readonly Figure[]> {
  const whole: number[] = []
  const fromClick: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const home = path.join(folder, `${run}`)
    const environment = { ...testGitEnvironment(home), WINNOW_HOME: path.join(home, 'data') }
    const server = await startServer(['out/main/serve.js', '--port', '0'], environment)
    const printed = performance.now()
    const browser = await chromium.launch({
      ...(browserPath ? { executablePath: browserPath } : {}),
      args: [...browserFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    })
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      await page.goto(server.link)
      await page.getByRole('button', { name: 'Try it on a demo' }).click()
      const clicked = performance.now()
      await page.waitForFunction(() => performance.getEntriesByName('winnow:painted').length > 0, null, {
        polling: 'raf',
        timeout: 120_000,
      })
      const decidable = performance.now()
      whole.push(decidable - printed)
      fromClick.push(decidable - clicked)
    } finally {
      await browser.close()
      await endProcess(server.process)
    }
  }
  return [
    figure(
      'printed link to a hunk of the demo that can be decided, the start of a browser with it',
      'ms',
      whole,
      {
        of: 'median',
        atMost: 15_000,
      },
    ),
    figure('click on “Try it on a demo” to that hunk', 'ms', fromClick),
  ]
}
