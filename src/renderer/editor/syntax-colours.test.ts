import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { syntax } from './syntax-colours.ts'

type Colour = readonly [red: number, green: number, blue: number]
type Theme = 'light' | 'dark'

const renderer = path.resolve(import.meta.dirname, '..')
const tokens = readFileSync(path.join(renderer, 'styles/tokens.css'), 'utf8')
const overlay = readFileSync(path.join(renderer, 'features/review/hunk-overlay.module.css'), 'utf8')

/** OKLCH to gamma-encoded sRGB, 0 to 1, by B. Ottosson, "A perceptual color space for image processing" (2020). */
function fromOklch(lightness: number, chroma: number, hue: number): Colour {
  const angle = (hue * Math.PI) / 180
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)]
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const encode = (linear: number): number => {
    const value = Math.min(1, Math.max(0, linear))
    return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055
  }
  return [
    encode(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
    encode(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
    encode(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short),
  ]
}

function token(name: string, theme: Theme): Colour {
  const parts = new RegExp(String.raw`${name}: light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\)`).exec(tokens)
  const text = parts?.[theme === 'light' ? 1 : 2]
  if (text === undefined) throw new Error(`${name} is no pair of colours`)
  const [lightness = 0, chroma = 0, hue = 0] = text.split(' ').map(Number)
  return fromOklch(lightness, chroma, hue)
}

const hex = (text: string): Colour => [
  Number.parseInt(text.slice(1, 3), 16) / 255,
  Number.parseInt(text.slice(3, 5), 16) / 255,
  Number.parseInt(text.slice(5, 7), 16) / 255,
]

const mix = (below: Colour, over: Colour, opacity: number): Colour => {
  const part = (index: 0 | 1 | 2): number => below[index] * (1 - opacity) + over[index] * opacity
  return [part(0), part(1), part(2)]
}

/** WCAG 2.2, "relative luminance" and "contrast ratio". */
function contrast(one: Colour, other: Colour): number {
  const luminance = (colour: Colour): number => {
    const [red, green, blue] = colour.map((value) =>
      value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
    ) as [number, number, number]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const shade = Number(/\.shade \{[^}]*opacity: ([\d.]+)/.exec(overlay)?.[1])
const grounds = [
  '--surface-0',
  '--added-line',
  '--removed-line',
  '--added-word',
  '--removed-word',
  '--surface-3',
]

describe.each(['light', 'dark'] as const)('code in the %s theme', (theme) => {
  const inks: readonly (readonly [string, Colour])[] = [
    ...Object.entries(syntax[theme])
      .filter(([name]) => name !== 'lineNumber')
      .map(([name, colour]) => [name, hex(colour)] as const),
    ...['--text', '--text-muted'].map((name) => [name, token(name, theme)] as const),
  ]

  test.each(grounds)('holds 4.5:1 on %s, in focus and dimmed', (ground) => {
    const below = token(ground, theme)
    const over = token('--surface-0', theme)
    const weak = inks.flatMap(([name, ink]) => {
      const ratios = [contrast(ink, below), contrast(mix(ink, over, shade), mix(below, over, shade))]
      return ratios.some((ratio) => !(ratio >= 4.5))
        ? [`${name} ${ratios.map((one) => one.toFixed(2)).join(' ')}`]
        : []
    })
    expect(weak).toEqual([])
  })

  test('has numbers of lines that can be read, dimmed too', () => {
    const over = token('--surface-0', theme)
    const numbers = hex(syntax[theme].lineNumber)
    const weak = ['--surface-0', '--added-line', '--removed-line'].filter(
      (ground) => !(contrast(mix(numbers, over, shade), mix(token(ground, theme), over, shade)) >= 4.5),
    )
    expect(weak).toEqual([])
  })
})
