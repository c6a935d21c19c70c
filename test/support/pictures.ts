import path from 'node:path'
import type { Page } from '@playwright/test'

/** Where pictures for people to look at go; none are taken without it. */
const folder = process.env['WINNOW_PICTURES']
/** Set to take each at every size that people use, in both themes; the last is a small screen at 200 %. */
const takesAll = process.env['WINNOW_PICTURES_ALL'] !== undefined
const sizes = [
  { width: 1280, height: 800 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 640, height: 400 },
]

/** The themes that a test is run in for its pictures; one does where nobody looks at them. */
export const picturedThemes: readonly ('light' | 'dark')[] = folder ? ['light', 'dark'] : ['light']

/** Keeps a picture of the page under a name, when someone wants to look. */
export async function picture(page: Page, name: string): Promise<void> {
  if (folder === undefined || folder === '') return
  const viewport = page.viewportSize()
  if (!takesAll || viewport === null) {
    await page.screenshot({ path: path.join(folder, `${name}-${viewport?.width ?? 0}.png`) })
    return
  }
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await drawn(page)
      await page.screenshot({ path: path.join(folder, `${name}-${size.width}-${colorScheme}.png`) })
    }
  }
  await page.emulateMedia({ colorScheme: null })
  await page.setViewportSize(viewport)
  await drawn(page)
}

/** The page had some frames to lay itself out anew. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let frames = 20
        const next = (): void => {
          frames -= 1
          if (frames > 0) requestAnimationFrame(next)
          else resolve()
        }
        requestAnimationFrame(next)
      }),
  )
}
