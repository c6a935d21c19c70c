import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { findProgram, installDebianPackages, run, tool } from './command.ts'

// The shell first: it is the same engine without a browser's own windows, which the tests would only wait for.
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

function findBrowser(): string | null {
  const named = process.env.CHROMIUM_PATH
  if (named && existsSync(named)) return named
  const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  if (process.platform === 'darwin' && existsSync(macChrome)) return macChrome
  const own = chromium.executablePath()
  if (own && existsSync(own)) return own
  return findProgram(names)
}

/**
 * The Chromium that the tests drive: one that is there, else Playwright's own download, else the distribution's
 * package where it can be installed without asking. Null when there is none.
 */
export async function ensureBrowser(): Promise<string | null> {
  const found = findBrowser()
  if (found) return found
  process.stderr.write('No Chromium was found; fetching one for the tests.\n')
  await run(process.execPath, [tool('playwright'), 'install', 'chromium'], { timeout: 300_000 })
  const fetched = findBrowser()
  if (fetched) {
    // The libraries it needs, where the distribution lets us.
    if (process.getuid?.() === 0) {
      await run(process.execPath, [tool('playwright'), 'install-deps', 'chromium'], { timeout: 600_000 })
    }
    return fetched
  }
  if (!(await installDebianPackages(['chromium-headless-shell']))) await installDebianPackages(['chromium'])
  return findBrowser()
}
