import { err, ok, type Result } from '#shared/base/result.ts'

export type PatchOperation =
  | { readonly kind: 'add'; readonly path: string; readonly lines: readonly string[] }
  | { readonly kind: 'delete'; readonly path: string }
  | {
      readonly kind: 'update'
      readonly path: string
      readonly moveTo: string | null
      readonly chunks: readonly PatchChunk[]
    }

/** One run of changed lines and where to look for it. */
export interface PatchChunk {
  /** Lines to find first, each after the one before: what stands after `@@`. */
  readonly anchors: readonly string[]
  readonly lines: readonly PatchLine[]
  /** Its old lines are the last ones of the file. */
  readonly atEnd: boolean
}

export interface PatchLine {
  readonly kind: 'keep' | 'remove' | 'insert'
  readonly text: string
}

const header = /^\*\*\* (Add|Delete|Update) File: (.+)$/

/**
 * Reads a patch in the "*** Begin Patch" format (see `grammar.ts`). It forgives what models get wrong: blanks
 * around the markers, a heredoc or a code fence around the whole, a first run without `@@`, an empty line for an
 * empty unchanged one. The error is a sentence for the model, with the patch's line number.
 */
export function parsePatch(text: string): Result<readonly PatchOperation[], string> {
  const lines = unwrapPatch(text).split('\n')
  if (lines[0]?.trim() !== '*** Begin Patch')
    return err("Invalid patch: the first line must be '*** Begin Patch'.")
  if (lines.at(-1)?.trim() !== '*** End Patch')
    return err("Invalid patch: the last line must be '*** End Patch'.")
  const reader = new LineReader(lines.slice(0, -1), 1)
  const operations: PatchOperation[] = []
  for (;;) {
    const line = reader.peek()
    if (line === undefined) break
    if (line.trim() === '') {
      reader.next()
      continue
    }
    const operation = parseOperation(reader)
    if (!operation.ok) return operation
    operations.push(operation.value)
  }
  return operations.length === 0 ? err('Invalid patch: it changes no file.') : ok(operations)
}

/** The patch without what is around it; carriage returns at line ends are the transport's, not the file's. */
function unwrapPatch(text: string): string {
  let lines = text.replaceAll('\r\n', '\n').trim().split('\n')
  const first = lines[0]?.trim() ?? ''
  const heredoc = /^(?:apply_patch\s+)?<<-?\s*(['"]?)(\w+)\1$/.exec(first)?.[2]
  if (heredoc !== undefined && lines.at(-1)?.trim() === heredoc) lines = lines.slice(1, -1)
  else if (/^```\w*$/.test(first) && lines.at(-1)?.trim() === '```') lines = lines.slice(1, -1)
  return lines.join('\n').trim()
}

function parseOperation(reader: LineReader): Result<PatchOperation, string> {
  const line = reader.next().trim()
  const match = header.exec(line)
  if (match === null)
    return err(
      `Invalid patch, line ${reader.at}: '${line}' is not '*** Add File: ', '*** Delete File: ' or '*** Update File: ' with a path.`,
    )
  const path = (match[2] ?? '').trim()
  if (match[1] === 'Delete') return ok({ kind: 'delete', path })
  if (match[1] === 'Add') {
    const added: string[] = []
    while (reader.peek()?.startsWith('+')) added.push(reader.next().slice(1))
    return ok({ kind: 'add', path, lines: added })
  }
  let moveTo: string | null = null
  const move = /^\*\*\* Move to: (.+)$/.exec(reader.peek()?.trim() ?? '')
  if (move !== null) {
    moveTo = (move[1] ?? '').trim()
    reader.next()
  }
  const chunks: PatchChunk[] = []
  for (;;) {
    reader.skipBlank()
    const next = reader.peek()
    if (next === undefined || header.test(next.trim())) break
    const chunk = parseChunk(reader, chunks.length === 0)
    if (!chunk.ok) return chunk
    chunks.push(chunk.value)
  }
  if (chunks.length === 0 && moveTo === null)
    return err(`Invalid patch, line ${reader.at}: the update of '${path}' has no changed lines.`)
  return ok({ kind: 'update', path, moveTo, chunks })
}

function parseChunk(reader: LineReader, first: boolean): Result<PatchChunk, string> {
  const anchors: string[] = []
  let marked = false
  for (let line = reader.peek(); line !== undefined && /^@@(\s|$)/.test(line); line = reader.peek()) {
    marked = true
    const anchor = reader.next().slice(3)
    // Line numbers of a unified diff say nothing here.
    if (anchor.trim() !== '' && !/^-\d+(,\d+)? \+\d+(,\d+)? @@/.test(anchor)) anchors.push(anchor)
  }
  if (!marked && !first)
    return err(`Invalid patch, line ${reader.at + 1}: expected '@@', got '${reader.peek() ?? ''}'.`)
  const lines: PatchLine[] = []
  let atEnd = false
  for (let line = reader.peek(); line !== undefined; line = reader.peek()) {
    if (line.trim() === '*** End of File') {
      reader.next()
      atEnd = true
      break
    }
    const text = line.slice(1)
    if (line === '') lines.push({ kind: 'keep', text: '' })
    else if (line.startsWith(' ')) lines.push({ kind: 'keep', text })
    else if (line.startsWith('-')) lines.push({ kind: 'remove', text })
    else if (line.startsWith('+')) lines.push({ kind: 'insert', text })
    else break
    reader.next()
  }
  if (lines.length === 0)
    return err(
      `Invalid patch, line ${reader.at + 1}: expected a line that starts with ' ', '-' or '+', got '${reader.peek() ?? 'the end'}'.`,
    )
  return ok({ anchors, lines, atEnd })
}

class LineReader {
  readonly #lines: readonly string[]
  /** Number of the line read last, from 1. */
  at: number

  constructor(lines: readonly string[], at: number) {
    this.#lines = lines
    this.at = at
  }

  peek(): string | undefined {
    return this.#lines[this.at]
  }

  next(): string {
    const line = this.#lines[this.at] ?? ''
    this.at += 1
    return line
  }

  skipBlank(): void {
    for (let ahead = this.at; ; ahead += 1) {
      const line = this.#lines[ahead]
      if (line === undefined || line.startsWith('***') || line.startsWith('@@')) {
        this.at = ahead
        return
      }
      if (line.trim() !== '') return
    }
  }
}
