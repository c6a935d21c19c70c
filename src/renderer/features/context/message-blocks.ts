/** A part of a message that is shown in its own way. */
export type MessageBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string }

const fenceStart = /^\s{0,3}(`{3,}|~{3,})/
const bullet = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+(.*)$/
const ordinal = /^\s*\d/

/**
 * The little of Markdown that makes an agent's words readable: paragraphs, headings, lists and fenced code. Whatever
 * else is in the text stays in it as it was written. An unfinished fence (streaming) is code already.
 */
export function messageBlocks(text: string): readonly MessageBlock[] {
  const blocks: MessageBlock[] = []
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  let paragraph: string[] = []
  const finish = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', text: paragraph.join('\n') })
    paragraph = []
  }
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const fence = fenceStart.exec(line)?.[1]
    if (fence !== undefined) {
      finish()
      const code: string[] = []
      for (at += 1; at < lines.length && !(lines[at] ?? '').trim().startsWith(fence); at += 1)
        code.push(lines[at] ?? '')
      blocks.push({ kind: 'code', text: code.join('\n') })
      continue
    }
    const item = bullet.exec(line)?.[1]
    if (item !== undefined && (paragraph.length === 0 || !ordinal.test(line))) {
      finish()
      const ordered = ordinal.test(line)
      const last = blocks.at(-1)
      const follows = last?.kind === 'list' && last.ordered === ordered
      const items = follows ? [...last.items, item] : [item]
      if (follows) blocks.pop()
      blocks.push({ kind: 'list', ordered, items })
      continue
    }
    const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1]
    if (heading !== undefined) {
      finish()
      blocks.push({ kind: 'heading', text: heading })
    } else if (line.trim() === '') finish()
    else paragraph.push(line)
  }
  finish()
  return blocks
}

/** Words inside a line: code between backticks and strong words between double stars, else plain. */
export function inlineParts(
  text: string,
): readonly { readonly kind: 'plain' | 'code' | 'strong'; readonly text: string }[] {
  const parts: { kind: 'plain' | 'code' | 'strong'; text: string }[] = []
  let from = 0
  for (const match of text.matchAll(/`([^`\n]+)`|\*\*([^*\n]+)\*\*/g)) {
    if (match.index > from) parts.push({ kind: 'plain', text: text.slice(from, match.index) })
    const [whole, code, strong] = match
    parts.push(code === undefined ? { kind: 'strong', text: strong ?? '' } : { kind: 'code', text: code })
    from = match.index + whole.length
  }
  if (from < text.length) parts.push({ kind: 'plain', text: text.slice(from) })
  return parts
}
