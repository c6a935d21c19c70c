import type { ITheme } from '@xterm/xterm'

/** The colour that a token has now, as a terminal can read it: it knows no OKLCH. */
function resolved(name: string): string {
  const canvas = document.createElement('canvas')
  canvas.width = 1
  canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return '#808080'
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** The sixteen colours of a terminal from the tokens, so that output sits quietly on either theme. */
export function terminalTheme(): ITheme {
  const text = resolved('--text')
  const muted = resolved('--text-muted')
  const faint = resolved('--text-faint')
  const colours = {
    red: resolved('--reject-text'),
    green: resolved('--accept-text'),
    yellow: resolved('--waiting-text'),
    blue: resolved('--accent-text'),
    magenta: resolved('--proof-text'),
    cyan: resolved('--running-text'),
  }
  return {
    background: resolved('--surface-0'),
    foreground: text,
    cursor: resolved('--surface-0'),
    scrollbarSliderBackground: resolved('--surface-3'),
    scrollbarSliderHoverBackground: resolved('--line-strong'),
    scrollbarSliderActiveBackground: resolved('--line-strong'),
    selectionBackground: resolved('--accent-surface'),
    black: faint,
    brightBlack: faint,
    white: muted,
    brightWhite: text,
    ...colours,
    brightRed: colours.red,
    brightGreen: colours.green,
    brightYellow: colours.yellow,
    brightBlue: colours.blue,
    brightMagenta: colours.magenta,
    brightCyan: colours.cyan,
  }
}
