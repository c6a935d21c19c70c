import type { Page } from '@playwright/test'

/** What React shows of its tree to a developer's tools, also in a built page. */
interface Fiber {
  readonly tag: number
  readonly flags: number
  readonly stateNode: unknown
  readonly child: Fiber | null
  readonly sibling: Fiber | null
  readonly alternate: Fiber | null
}

/** Loads the page again, and counts from then on how many components of each pane React renders. */
export async function countRenderedPanes(page: Page): Promise<{
  /** Since it was asked last, by the name of the pane. */
  rendered(): Promise<Readonly<Record<string, number>>>
}> {
  await page.addInitScript(() => {
    let counts: Record<string, number> = {}
    const components = new Set([0, 1, 11, 15])
    const hostComponent = 5
    const performedWork = 1
    const walk = (fiber: Fiber, above: string): void => {
      const pane =
        (fiber.tag === hostComponent && (fiber.stateNode as HTMLElement).getAttribute('data-pane')) || above
      if (components.has(fiber.tag) && (fiber.flags & performedWork) !== 0)
        counts[pane] = (counts[pane] ?? 0) + 1
      // The same children as before: nothing below was looked at.
      if (fiber.alternate !== null && fiber.alternate.child === fiber.child) return
      for (let child = fiber.child; child !== null; child = child.sibling) walk(child, pane)
    }
    Object.assign(window, {
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberRoot: (_: number, root: { readonly current: Fiber }) => walk(root.current, 'window'),
        onCommitFiberUnmount: () => undefined,
      },
      takeRenderedPanes: () => {
        const taken = counts
        counts = {}
        return taken
      },
    })
  })
  await page.reload()
  return {
    rendered: () =>
      page.evaluate(() =>
        (window as unknown as { takeRenderedPanes: () => Record<string, number> }).takeRenderedPanes(),
      ),
  }
}
