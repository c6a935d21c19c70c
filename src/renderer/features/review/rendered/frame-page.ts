/** Tokens that a document is drawn with; a frame inherits none. */
const tokens = [
  ...['--surface-0', '--surface-1', '--surface-2', '--text', '--text-muted', '--text-faint', '--line'],
  ...['--line-strong', '--accent', '--accent-text', '--accept-text', '--reject-text', '--added-line'],
  ...['--removed-line', '--font-ui', '--font-mono'],
]

const style = `
html { background: var(--surface-0); color: var(--text); font: 14px/22px var(--font-ui); }
body { margin: 0; padding: 12px 20px 24px 0; overflow-wrap: anywhere; }
.part { position: relative; margin: 8px 0; padding: 1px 12px 1px 30px; border-left: 2px solid transparent; }
.part > :first-child { margin-top: 0; }
.part > :last-child { margin-bottom: 0; }
.part[data-mark='added'] { background: var(--added-line); }
.part[data-mark='removed'] { background: var(--removed-line); color: var(--text-muted); }
.part[data-mark]::before { position: absolute; top: 1px; left: 10px; font: 14px/22px var(--font-mono); }
.part[data-mark='added']::before { content: '+'; color: var(--accept-text); }
.part[data-mark='removed']::before { content: '\u2212'; color: var(--reject-text); }
.part[data-focused] { border-left-color: var(--accent); }
.part[data-mark='removed'] + .part[data-mark='removed'], .part[data-mark='added'] + .part[data-mark='added'] { margin-top: -8px; }
h1 { font-size: 22px; line-height: 30px; } h2 { font-size: 18px; line-height: 26px; } h3 { font-size: 15px; line-height: 24px; }
h4, h5, h6 { font-size: 14px; line-height: 22px; }
h1, h2, h3, h4, h5, h6 { margin: 12px 0 8px; font-weight: 600; }
p, ul, ol, dl, blockquote, pre, table, figure, details { margin: 8px 0; }
ul, ol { padding-left: 24px; }
blockquote { padding-left: 12px; border-left: 2px solid var(--line-strong); color: var(--text-muted); }
code, kbd, samp { padding: 1px 4px; border-radius: 4px; background: var(--surface-2); font: 12px/18px var(--font-mono); }
pre { padding: 8px 12px; border-radius: 6px; background: var(--surface-2); overflow-x: auto; }
pre code { padding: 0; background: none; white-space: pre; overflow-wrap: normal; }
table { display: block; border-collapse: collapse; overflow-x: auto; }
th, td { padding: 4px 12px; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--text-muted); font-weight: 600; }
hr { border: 0; border-top: 1px solid var(--line); }
img { max-width: 100%; max-height: 480px; background: #fff; }
a[data-address] { color: var(--accent-text); text-decoration: underline; text-underline-offset: 2px; cursor: pointer; }
a:focus-visible { outline: 2px solid var(--accent); }
[data-picture] { padding: 1px 6px; border: 1px dashed var(--line-strong); border-radius: 4px; color: var(--text-muted); font-size: 12px; }
figure { padding: 4px 0; }
figcaption { color: var(--text-faint); font: 11px/16px var(--font-ui); }
`

/**
 * The empty page of a frame that shows what a stranger wrote: its own policy lets it fetch nothing and run nothing, as its
 * sandbox does.
 */
export const emptyPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><title>Document</title><style>${style}</style></head><body></body></html>`

/** Gives a frame's page the colours and fonts that hold in this one. */
export function paintPage(page: Document): void {
  const here = getComputedStyle(document.documentElement)
  const { style: there } = page.documentElement
  there.colorScheme = document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'
  for (const token of tokens) there.setProperty(token, here.getPropertyValue(token))
}
