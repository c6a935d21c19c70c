import type { Page } from '@playwright/test'

/** A window of 1280 by 800 at 200 %. */
export const zoomedWindow = { width: 640, height: 400 } as const

/**
 * What of the page can be pressed or typed into and is cut off, by the window or by what does not scroll; and texts that
 * are cut off with nothing that tells the rest.
 */
export function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(cutOffHere)
}

/** Runs in the page. */
function cutOffHere(): readonly string[] {
  // What moves with the lines of a diff, and keys that the line of keys ends before: another key shows all of them.
  const moving = 'section:has(.monaco-diff-editor) [style*="top:"], [aria-label="Keys that work now"]'
  const name = (one: Element): string => one.getAttribute('aria-label') ?? (one.textContent || one.className)
  const isShown = (one: Element): boolean =>
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    one.closest(`.visually-hidden, [aria-hidden="true"], .monaco-editor, ${moving}`) === null
  /** Whether it is drawn whole, or whole once what scrolls is scrolled. */
  const isWhole = (one: Element): boolean => {
    const box = one.getBoundingClientRect()
    if (box.width <= 1 || box.height <= 1) return true
    const within = (room: { left: number; top: number; right: number; bottom: number }): boolean =>
      box.left >= room.left - 1 &&
      box.right <= room.right + 1 &&
      box.top >= room.top - 1 &&
      box.bottom <= room.bottom + 1
    for (let around = one.parentElement; around !== null; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around)
      if (/auto|scroll/.test(overflowX + overflowY)) return true
      if (overflowX !== 'visible' && !within(around.getBoundingClientRect())) return false
    }
    return within({ left: 0, top: 0, right: innerWidth, bottom: innerHeight })
  }
  const pressed = [...document.querySelectorAll('button, input, textarea, select, a[href], [role="button"]')]
  const texts = [...document.querySelectorAll<HTMLElement>('body *')].filter(
    (one) =>
      isShown(one) &&
      getComputedStyle(one).overflowX !== 'visible' &&
      !/auto|scroll/.test(getComputedStyle(one).overflowX) &&
      [...one.childNodes].some((node) => node instanceof Text && node.data.trim() !== '') &&
      one.clientWidth > 1 &&
      one.scrollWidth > one.clientWidth + 1,
  )
  return [
    ...pressed.filter((one) => isShown(one) && !isWhole(one)).map((one) => `outside: ${name(one)}`),
    ...texts
      .filter((one) => getComputedStyle(one).textOverflow !== 'ellipsis' || one.closest('[title]') === null)
      .map((one) => `cut: ${name(one)}`),
  ]
}
