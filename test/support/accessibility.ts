import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Serious and critical violations that axe finds in what is on screen, contrast among them, each with where it is. */
export async function violations(page: Page): Promise<readonly string[]> {
  // A document as it is read is in a frame that nothing runs in, axe neither.
  const { violations: found } = await new AxeBuilder({ page }).exclude('iframe').analyze()
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    )
}

/** Looks at what is on screen in both themes, one after the other. `what` names it where something is wrong. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Half a transition has colours of neither theme.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    expect(await violations(page), `${what}, ${colorScheme}`).toEqual([])
  }
}
