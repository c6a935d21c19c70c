import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { LinkContext } from './follow-link.ts'
import Markdown from './markdown.tsx'

/** The markup of a message, without the names of styles. */
const markup = (text: string): string =>
  renderToStaticMarkup(<Markdown text={text} />).replaceAll(/ class="[^"]*"/g, '')

/** The words of a message as they are read. */
const words = (text: string): string => markup(text).replaceAll(/<[^>]*>/g, '')

describe('links in a message', () => {
  it('say where they lead, and lead there only', () => {
    const text =
      'see [https://a.example](https://b.example/x), `src/a.ts:3` and [all is well](javascript:alert(1))'
    const html = renderToStaticMarkup(
      <LinkContext value={() => undefined}>
        <Markdown text={text} />
      </LinkContext>,
    )
    const links = [...html.matchAll(/<button[^>]*title="([^"]*)"[^>]*>([^<]*)</g)].map(([, to, said]) => [
      to,
      said,
    ])
    expect(links).toEqual([
      ['https://a.example', 'https://a.example'],
      ['https://b.example/x', 'https://b.example/x'],
      ['src/a.ts, line 3', 'src/a.ts:3'],
    ])
    expect(html.replaceAll(/<[^>]*>/g, '')).toBe(words(text))
  })
})

describe('a message', () => {
  it.each([
    ['# One\nwords,\nmore', '<p>One</p><p>words,\nmore</p>'],
    ['**a** _b_ ~~c~~ `d`', '<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>'],
    ['- a\n  1. b\n- c', '<ul><li><p>a</p><ol start="1"><li><p>b</p></li></ol></li><li><p>c</p></li></ul>'],
    ['3. c\n4. d', '<ol start="3"><li><p>c</p></li><li><p>d</p></li></ol>'],
    ['> a\n>\n> > b', '<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>'],
    ['---', '<hr/>'],
    ['```ts\nlet x = "<b>"\n```', '<pre tabindex="0" aria-label="Code">let x = &quot;&lt;b&gt;&quot;</pre>'],
  ])('%j has its form', (text, expected) => {
    expect(markup(text)).toBe(expected)
  })

  it('has tables', () => {
    expect(markup('| a | b |\n| --- | ---: |\n| `1` | 2 |')).toContain(
      '<tr><td><code>1</code></td><td style="text-align:right">2</td></tr>',
    )
  })

  it.each(['', '\n\n  more'])('tells what is done of a list of tasks%j', (loose) => {
    expect(words(`- [x] one\n- [ ] two${loose}`)).toMatch(/^done: one\s*to do: two/)
  })

  it('says where a link or a picture points, and leads nowhere', () => {
    expect(words('see [the docs](https://a.example/b) and ![a tree](//c.example/t.png)')).toBe(
      'see the docs (https://a.example/b) and a tree (//c.example/t.png)',
    )
    expect(words('https://a.example and <b@c.example> and www.d.example')).toBe(
      'https://a.example and b@c.example and www.d.example',
    )
    expect(markup('[all is well](javascript:alert(1))')).toBe(
      '<p>all is well<span> (javascript:alert(1))</span></p>',
    )
  })

  it.each([
    '<script>alert(1)</script>',
    'a <img src=x onerror=alert(1)> b',
    '<details>\n<summary>x</summary>\n</details>',
    '<a href="javascript:alert(1)">x</a>',
    '<!-- hidden -->',
    '[a]: javascript:alert(1)\n\n[a] ![a]',
    '<javascript:alert(1)>',
    '[x](data:text/html,<script>alert(1)</script>)',
    '```<script>\nalert(1)\n```',
    '| <b>a</b> |\n| - |\n| <iframe src=x> |',
  ])('runs nothing of %j', (text) => {
    const tags = [...markup(text).matchAll(/<([a-z]+)([^>]*)>/g)]
    const known = ['p', 'pre', 'div', 'span', 'table', 'thead', 'tbody', 'tr', 'th', 'td']
    expect(tags.filter(([, name = '']) => !known.includes(name))).toEqual([])
    expect(tags.filter(([, , rest = '']) => /\b(href|src|on\w+)=/.test(rest))).toEqual([])
  })

  it('shows HTML, and characters that turn the direction of text, as they were written', () => {
    expect(words('a <b>c</b> <!-- d -->')).toBe('a &lt;b&gt;c&lt;/b&gt; &lt;!-- d --&gt;')
    expect(words('<!-- all -->')).toBe('&lt;!-- all --&gt;')
    expect(words('read \u202etxt.exe\u202c **now\u200b**')).toBe('read \u202etxt.exe\u202c now\u200b')
  })

  it('shows a table that is too large, and a text that is too long, as they were written', () => {
    const table = `| a | b |\n| - | - |\n${'| 1 | 2 |\n'.repeat(1_001)}`
    expect(markup(table)).toBe(`<pre tabindex="0" aria-label="Table">${table.trimEnd()}\n</pre>`)
    expect(markup('**a** '.repeat(20_000))).toBe(`<p>${'**a** '.repeat(20_000)}</p>`)
  })

  it('loses no words of what is nested without end', () => {
    for (const mark of ['> ', '- ', '1. ', '*a ', '[a', '![', '~~ '])
      expect(words(`${mark.repeat(10_000)}the end`).trim()).toMatch(/the end$/)
  })
})
