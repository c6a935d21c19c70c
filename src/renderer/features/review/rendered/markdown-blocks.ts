import { Parser, Renderer, type Token, type Tokens } from 'marked'
import { ShallowLexer } from '#renderer/ui/shallow-lexer.ts'

/** What stands by itself in a document, as it is drawn. */
export interface Block {
  /** Markup as the document's author wrote it: nothing of it may be drawn before it is made harmless. */
  readonly html: string
  /** Two blocks with the same key are the same. */
  readonly key: string
  /** 0-based lines of the text, `to` exclusive; both -1 where a block is of no lines. */
  readonly from: number
  readonly to: number
}

/** Marks of tasks as words: a document has no controls. */
class StillRenderer extends Renderer {
  override checkbox({ checked }: Tokens.Checkbox): string {
    return checked ? '☑ ' : '☐ '
  }
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (char) => entities[char] ?? char)
}

function htmlOf(tokens: readonly Token[]): string {
  return new Parser({ gfm: true, renderer: new StillRenderer() }).parse([...tokens])
}

/** The markup of a Markdown text as one piece, not yet harmless. */
export function markdownHtml(text: string): string {
  return htmlOf(new ShallowLexer().lex(text))
}

/** Says on which line, from 0, each offset of a text is; asked for in ascending order. */
function lineCounter(text: string): (offset: number) => number {
  let line = 0
  let at = 0
  return (offset) => {
    for (let next = text.indexOf('\n', at); next !== -1 && next < offset; next = text.indexOf('\n', at)) {
      line += 1
      at = next + 1
    }
    return line
  }
}

/** A block of a stretch of the text, without the empty lines around it. */
function blockOf(html: string, raw: string, start: number, lineAt: (offset: number) => number): Block {
  const lead = raw.length - raw.trimStart().length
  const from = lineAt(start + raw.slice(0, lead).lastIndexOf('\n') + 1)
  const to = lineAt(start + raw.trimEnd().length) + 1
  return { html, key: raw.trim(), from, to }
}

/** What is set before a document between lines of dashes. It is no Markdown. */
const frontMatter = /^---[ \t]*\n(?:[^\n]*\n)*?---[ \t]*(?:\n|$)/

/**
 * The blocks of a Markdown text in its order, each with its lines; an item of a list is one. `text` has "\n" for every end
 * of a line.
 */
export function markdownBlocks(text: string): readonly Block[] {
  const lineAt = lineCounter(text)
  const blocks: Block[] = []
  const front = frontMatter.exec(text)?.[0] ?? ''
  if (front !== '') blocks.push(blockOf(`<pre><code>${escapeHtml(front)}</code></pre>`, front, 0, lineAt))
  let at = front.length
  for (const token of new ShallowLexer().lex(text.slice(front.length))) {
    const start = at
    at += token.raw.length
    if (token.type === 'space' || token.type === 'def') continue
    if (token.type !== 'list') {
      blocks.push(blockOf(htmlOf([token]), token.raw, start, lineAt))
      continue
    }
    const list = token as Tokens.List
    let within = 0
    list.items.forEach((item, index) => {
      const found = list.raw.indexOf(item.raw.trimEnd(), within)
      if (found !== -1) within = found
      const first = typeof list.start === 'number' ? list.start + index : list.start
      const html = htmlOf([{ ...list, start: first, items: [item] }])
      blocks.push(blockOf(html, item.raw, start + within, lineAt))
      within += item.raw.trimEnd().length
    })
  }
  return blocks
}
