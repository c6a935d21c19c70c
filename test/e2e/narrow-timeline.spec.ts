import { expect, test } from '@playwright/test'
import { openBuiltPage, type BuiltPage } from '#test/support/built-page.ts'
import type { TimelinePage } from '#test/support/timeline-page.ts'

declare global {
  interface Window {
    readonly timelinePage: TimelinePage
  }
}

let open: BuiltPage | undefined
test.beforeAll(async () => {
  open = await openBuiltPage('timeline-page.ts', 'timelinePage')
})
test.afterAll(() => open?.close())

test('no item of the timeline is cut off in a pane as narrow as it goes', async () => {
  const page = open?.page
  if (page === undefined) throw new Error('the page is not there')
  // What gives words their form comes later.
  await page.evaluate(() => window.timelinePage.show(0, 216))
  await expect(page.locator('code').first()).toBeVisible()
  const wider = await page.evaluate(() =>
    window.timelinePage.kinds.flatMap((kind, index) => {
      const by = window.timelinePage.show(index, 216)
      return by > 0 ? [`${kind} by ${by} px`] : []
    }),
  )
  expect(wider).toEqual([])
})
