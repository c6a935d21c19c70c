import path from 'node:path'
import type { Page } from '@playwright/test'

/** Where pictures for people to look at go; none are taken without it. */
const folder = process.env['WINNOW_PICTURES']

/** Keeps a picture of the page under a name, when someone wants to look. */
export async function picture(page: Page, name: string): Promise<void> {
  if (folder === undefined || folder === '') return
  const viewport = page.viewportSize()
  await page.screenshot({ path: path.join(folder, `${name}-${viewport?.width ?? 0}.png`) })
}
