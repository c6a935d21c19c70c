import path from 'node:path'
import type { Page } from '@playwright/test'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

/** Lets the page be looked at only while it is in front, as in a browser that nobody drives. */
async function looksAway(page: Page): Promise<Page> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false })
  const other = await page.context().newPage()
  await other.bringToFront()
  // Without windows all pages are in front: it is told that it is not.
  await page.evaluate(() => {
    if (!document.hasFocus()) return
    document.hasFocus = () => false
    window.dispatchEvent(new Event('blur'))
  })
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(false)
  return other
}

test('a page that is not looked at tells what waits, and one that is looked at does not', async ({
  workbench,
}) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  const page = await workbench.start({ repository: repository.path })
  // The permission is the browser's own; what is shown with it is written down besides.
  await page.context().grantPermissions(['notifications'], { origin: new URL(page.url()).origin })
  await page.addInitScript(() => {
    const told: string[] = []
    Object.assign(window, { told })
    // A Chromium without windows has nowhere to show one, and refuses whatever it is allowed.
    const shows = Notification.permission === 'granted'
    class Shown extends EventTarget {
      static readonly permission = 'granted'
      static readonly requestPermission = (): Promise<string> => Promise.resolve('granted')
      close(): void {
        this.dispatchEvent(new Event('close'))
      }
      constructor() {
        super()
        queueMicrotask(() => this.dispatchEvent(new Event('show')))
      }
    }
    const Base = (shows ? Notification : Shown) as typeof Notification
    window.Notification = class extends Base {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        this.addEventListener('show', () => told.push(`${title}: ${options?.body ?? ''}`))
      }
    }
  })
  await page.reload()
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  expect(await page.evaluate(() => Notification.permission)).toBe('granted')
  const told = (): Promise<readonly string[]> =>
    page.evaluate(() => (window as unknown as { told: string[] }).told)
  const run = async (name: string, line: string): Promise<void> => {
    const made = await workbench.command(['task', name, '--run', line, '--repo', repository.path, '--wait'])
    expect(made.stderr).not.toContain('rror')
  }

  await run('Look at this', 'echo one >> a.txt')
  await expect(page).toHaveTitle('(1) Winnow')
  const other = await looksAway(page)
  await run('Change a', 'echo two >> a.txt')
  await expect.poll(told).toEqual(['Change a: Ready for your review. 2 sessions wait for you.'])
  await expect(page).toHaveTitle('(2) Winnow')
  await run('Break', 'exit 3')
  await expect.poll(told).toHaveLength(2)
  expect((await told())[1]).toMatch(/^Break: .* 3 sessions wait for you\.$/)

  await page.bringToFront()
  await page.evaluate(() => {
    if (!Object.hasOwn(document, 'hasFocus')) return
    Reflect.deleteProperty(document, 'hasFocus')
    window.dispatchEvent(new Event('focus'))
  })
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(true)
  await run('Look again', 'echo three >> a.txt')
  await expect(page).toHaveTitle('(4) Winnow')
  expect(await told()).toHaveLength(2)
  await other.close()
})
