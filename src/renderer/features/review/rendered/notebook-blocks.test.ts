import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { notebookBlocks } from './notebook-blocks.ts'

const cell = (outputs: readonly unknown[]): string =>
  JSON.stringify({
    nbformat: 4,
    cells: [{ cell_type: 'code', source: ['a = 1\n', 'a < 2'], execution_count: 3, outputs }],
  })
const htmlOf = (text: string): string => {
  const blocks = notebookBlocks(text)
  return blocks.ok ? blocks.value.map(({ html }) => html).join('') : `! ${blocks.error}`
}

describe('the cells of a notebook', () => {
  it('have their source, words and pictures, and of HTML a name only', () => {
    expect(htmlOf(cell([]))).toBe(
      '<figure><figcaption>Code, run 3</figcaption><pre><code>a = 1\na &lt; 2</code></pre></figure>',
    )
    expect(htmlOf(cell([{ output_type: 'stream', text: ['\u001b[31mred\u001b[0m\n'] }]))).toContain(
      '<code>red\n',
    )
    const picture = { output_type: 'display_data', data: { 'image/png': 'QUJD\n', 'text/plain': 'fig' } }
    expect(htmlOf(cell([picture]))).toContain(
      '<img alt="Output of the cell" src="data:image/png;base64,QUJD">',
    )
    const html = htmlOf(
      cell([{ output_type: 'execute_result', data: { 'text/html': '<script>x</script>' } }]),
    )
    expect(html).toContain('An output of the type text/html')
    expect(html).not.toContain('script')
    const odd = htmlOf(cell([{ output_type: 'display_data', data: { 'image/png': 'A"onerror="x' } }]))
    expect(odd).not.toContain('onerror')
  })

  it('are read of whatever JSON is there, or it is said why not', () => {
    expect(htmlOf('{')).toMatch(/^! It is not valid JSON/)
    expect(htmlOf('{"worksheets":[]}')).toMatch(/^! It has no cells/)
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.json().map((text) => JSON.parse(text) as unknown),
            fc.dictionary(
              fc.constantFrom('cell_type', 'source', 'outputs', 'data', 'output_type'),
              fc.anything(),
            ),
          ),
          { maxLength: 6 },
        ),
        (cells) => {
          const text = JSON.stringify({ cells }, (_key, value: unknown) =>
            typeof value === 'bigint' ? 1 : value,
          )
          expect(notebookBlocks(text)).toMatchObject({ ok: true })
        },
      ),
    )
  })

  it('leave out the end of what is very long', () => {
    const long = htmlOf(cell([{ output_type: 'stream', text: 'x'.repeat(30_000) }]))
    expect(long).toContain('10,000 more characters are not shown here.')
  })
})
