import { err, ok, type Result } from '#shared/base/result.ts'
import { escapeHtml, markdownHtml, type Block } from './markdown-blocks.ts'

/** Characters of one output beyond which its end is left out, with words that say so. */
const mostOutput = 20_000
/** Bytes of a picture in base64 beyond which it is named, not shown. */
const mostPicture = 4_000_000
/** Cells beyond which a notebook is not drawn. */
const mostCells = 2_000

const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

type Json = Readonly<Record<string, unknown>>
const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text as notebooks keep it: whole, or in lines. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.filter((line) => typeof line === 'string').join('') : ''
}

/** The text without what a terminal would take for colours and places. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- escape sequences are what it is about
  return text.replaceAll(/\u001b\[[0-?]*[ -/]*[@-~]/g, '')
}

function preformatted(text: string): string {
  const cut = text.length > mostOutput
  const shown = cut ? text.slice(0, mostOutput) : text
  const more = cut
    ? `<p><em>${(text.length - mostOutput).toLocaleString('en')} more characters are not shown here.</em></p>`
    : ''
  return shown === '' ? '' : `<pre><code>${escapeHtml(shown)}</code></pre>${more}`
}

const said = (words: string): string => `<p><em>${escapeHtml(words)}</em></p>`

/** Of the forms that an output has, the one that is shown: a picture, else words. HTML and scripts are named only. */
function dataHtml(data: Json): string {
  for (const type of pictures) {
    const base64 = textOf(data[type]).replaceAll(/\s/g, '')
    if (base64 === '') continue
    if (base64.length > mostPicture) return said('A picture that is too large to be shown here.')
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return said('A picture that can’t be read.')
    return `<p><img alt="Output of the cell" src="data:${type};base64,${base64}"></p>`
  }
  if (data['text/markdown'] !== undefined)
    return markdownHtml(textOf(data['text/markdown']).slice(0, mostOutput))
  const words = textOf(data['text/plain'])
  if (words !== '') return preformatted(plain(words))
  const [other] = Object.keys(data)
  return said(`An output of the type ${(other ?? 'unknown').slice(0, 60)}, which is not shown here.`)
}

function outputHtml(output: unknown): string {
  if (!isRecord(output)) return said('An output that can’t be read.')
  const type = output['output_type']
  if (type === 'stream') return preformatted(plain(textOf(output['text'])))
  if (type === 'error') {
    const lines = Array.isArray(output['traceback']) ? output['traceback'].map(textOf) : []
    const short = `${textOf(output['ename'])}: ${textOf(output['evalue'])}`
    return preformatted(plain(lines.length > 0 ? lines.join('\n') : short))
  }
  const { data } = output
  return isRecord(data) ? dataHtml(data) : said('An output that can’t be read.')
}

function cellHtml(cell: Json): string {
  const source = textOf(cell['source'])
  if (cell['cell_type'] === 'markdown') return markdownHtml(source)
  if (cell['cell_type'] !== 'code')
    return `<figure><figcaption>Raw</figcaption>${preformatted(source)}</figure>`
  const count = cell['execution_count']
  const label = typeof count === 'number' ? `Code, run ${count}` : 'Code, not run'
  const outputs = Array.isArray(cell['outputs']) ? cell['outputs'].map(outputHtml).join('') : ''
  const out = outputs === '' ? '' : `<figcaption>Output</figcaption>${outputs}`
  return `<figure><figcaption>${label}</figcaption>${preformatted(source)}${out}</figure>`
}

/**
 * The cells of a Jupyter notebook (format 4) in their order: sources, and of the outputs words and pictures. A cell is the
 * same as another when all that is shown of them is. Fails with a sentence.
 */
export function notebookBlocks(text: string): Result<readonly Block[], string> {
  let notebook: unknown
  try {
    notebook = JSON.parse(text)
  } catch {
    return err('It is not valid JSON, so it can’t be drawn as a notebook.')
  }
  const cells = isRecord(notebook) ? notebook['cells'] : undefined
  if (!Array.isArray(cells)) return err('It has no cells of the notebook format 4, so it can’t be drawn.')
  if (cells.length > mostCells)
    return err(`It has ${cells.length.toLocaleString('en')} cells, which is more than can be drawn here.`)
  return ok(
    cells.map((cell: unknown) => {
      const html = isRecord(cell) ? cellHtml(cell) : said('A cell that can’t be read.')
      return { html, key: html, from: -1, to: -1 }
    }),
  )
}
