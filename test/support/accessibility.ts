import axe from 'axe-core'
import { expect, type Page } from '@playwright/test'

/** What of axe's rules the colours of a theme decide; what the others look at is the same in each theme. */
const ofColours: readonly string[] = ['color-contrast', 'link-in-text-block']

/**
 * Serious and critical violations that axe finds in what is on screen, contrast among them, each with where it is. With
 * `rules` only what these find.
 */
export async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // Once a page: axe is half a megabyte.
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(
    async (only) => {
      const { axe: inPage } = window as unknown as { readonly axe: typeof axe }
      // A document as it is read is in a frame that nothing runs in, axe neither.
      const { violations: found } = await inPage.run(
        { exclude: ['iframe'] },
        { resultTypes: ['violations'], ...(only ? { runOnly: { type: 'rule', values: only } } : {}) },
      )
      return found
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) =>
          nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
        )
    },
    rules && [...rules],
  )
}

/** Looks at the colours of what is on screen, in a theme whose other was looked at whole. */
export function violationsOfColours(page: Page): Promise<readonly string[]> {
  return violations(page, ofColours)
}

/** Looks at what is on screen in both themes, one after the other. `what` names it where something is wrong. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Half a transition has colours of neither theme.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    const found = colorScheme === 'light' ? await violations(page) : await violationsOfColours(page)
    expect(found, `${what}, ${colorScheme}`).toEqual([])
  }
}
