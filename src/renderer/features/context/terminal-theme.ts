import type { ITheme } from '@xterm/xterm'
import { withTokenColours } from '#renderer/ui/token-colours.ts'

/** The sixteen colours of a terminal from the tokens, so that output sits quietly on either theme. */
export function terminalTheme(): ITheme {
  return withTokenColours((colour) => themeOf((token) => colour(token).slice(0, 7)))
}

function themeOf(resolved: (token: string) => string): ITheme {
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
