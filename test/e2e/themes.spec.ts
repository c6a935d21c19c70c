import type { Page } from '@playwright/test'
import { expect, test } from '#test/support/workbench-driver.ts'

type Rgb = readonly [number, number, number]

/** What each token of the style sheets is now: the colour that an element gets by it, else its text. */
function tokens(
  page: Page,
): Promise<Readonly<Record<string, { readonly value: string; readonly rgb: Rgb | null }>>> {
  return page.evaluate(() => {
    const names = new Set<string>()
    for (const sheet of document.styleSheets)
      for (const rule of sheet.cssRules)
        if (rule instanceof CSSStyleRule && rule.selectorText === ':root')
          for (const name of rule.style) if (name.startsWith('--')) names.add(name)
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const parent = document.body.appendChild(document.createElement('div'))
    const probe = parent.appendChild(document.createElement('div'))
    // What an element gets from a token that is no colour.
    parent.style.color = 'rgb(1, 2, 3)'
    const found: Record<string, { value: string; rgb: [number, number, number] | null }> = {}
    for (const name of names) {
      probe.style.color = `var(${name})`
      probe.style.boxShadow = `var(${name})`
      const { color, boxShadow } = getComputedStyle(probe)
      const isColour = color !== 'rgb(1, 2, 3)'
      const text = boxShadow === 'none' ? getComputedStyle(probe).getPropertyValue(name) : boxShadow
      let rgb: [number, number, number] | null = null
      if (isColour && context !== null) {
        context.clearRect(0, 0, 1, 1)
        context.fillStyle = color
        context.fillRect(0, 0, 1, 1)
        const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
        rgb = [red, green, blue]
      }
      found[name] = { value: isColour ? color : text, rgb }
    }
    parent.remove()
    return found
  })
}

/** How much light a colour gives, from 0 to 1 (WCAG 2). */
function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) =>
    part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

test('every token is something in both themes, and every text can be read', async ({ workbench }) => {
  const page = await workbench.start()
  await expect(page.getByRole('combobox', { name: 'Folder of a repository' })).toBeVisible()
  const shown: Record<string, Awaited<ReturnType<typeof tokens>>> = {}
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((name) => {
      document.documentElement.dataset['theme'] = name
    }, theme)
    const found = await tokens(page)
    shown[theme] = found
    const colours = Object.entries(found).flatMap(([name, { rgb }]) => (rgb === null ? [] : [{ name, rgb }]))
    expect(colours.length).toBeGreaterThan(30)
    expect(Object.entries(found).filter(([, { value }]) => /^$|light-dark|var\(/.test(value))).toEqual([])

    const unread: string[] = []
    const rgbOf = (name: string): Rgb => found[name]?.rgb ?? [0, 0, 0]
    for (const { name, rgb } of colours.filter((one) => /^--text|-text$/.test(one.name))) {
      const own = name.replace(/-text$/, '-surface')
      const grounds = [
        '--surface-0',
        '--surface-1',
        '--surface-2',
        ...(own !== name && own in found ? [own] : []),
      ]
      for (const ground of grounds)
        if (contrast(rgb, rgbOf(ground)) < 4.5) unread.push(`${theme}: ${name} on ${ground}`)
    }
    expect(unread).toEqual([])
  }
  // What is the same in both was forgotten in one of them.
  const forgotten = Object.entries(shown['light'] ?? {}).filter(
    ([name, { rgb, value }]) => rgb !== null && value === shown['dark']?.[name]?.value,
  )
  expect(forgotten).toEqual([])
})

for (const system of ['light', 'dark'] as const) {
  test.describe(`a system that is ${system}`, () => {
    test.use({ colorScheme: system })

    test('is followed until a theme is chosen', async ({ workbench }) => {
      const page = await workbench.start()
      await expect(page.getByRole('combobox', { name: 'Folder of a repository' })).toBeVisible()
      const scheme = (): Promise<string> =>
        page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
      expect(await scheme()).toBe(system)
      await page.keyboard.press('Control+,')
      const other = system === 'light' ? 'Dark' : 'Light'
      await page.getByRole('button', { name: /^Theme / }).click()
      await page.getByRole('menuitem', { name: other }).click()
      await expect.poll(scheme).toBe(other.toLowerCase())
    })
  })
}
