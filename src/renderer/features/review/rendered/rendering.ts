import type { LineChange } from '#renderer/editor/index.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { DocumentKind } from './document-kind.ts'
import { markdownBlocks } from './markdown-blocks.ts'
import { notebookBlocks } from './notebook-blocks.ts'
import { partsByKeys, partsByLines, type Part } from './rendered-parts.ts'

/** Characters of a text beyond which it is not drawn: of a notebook most is pictures. */
const mostCharacters: Readonly<Record<DocumentKind, number>> = { markdown: 500_000, notebook: 20_000_000 }
/** Characters of markup beyond which it is not drawn, pictures aside. */
const mostMarkup = 3_000_000
/** Blocks beyond which a document is not drawn. */
const mostParts = 5_000

/** Both sides of a document; null where it is not there. */
export interface DocumentSides {
  readonly kind: DocumentKind
  readonly before: string | null
  readonly after: string | null
  readonly changes: readonly LineChange[]
}

/** The parts of a document as they are drawn; fails with a sentence. Its time has no bound: it is called in a worker. */
export function renderDocument({
  kind,
  before,
  after,
  changes,
}: DocumentSides): Result<readonly Part[], string> {
  if (Math.max(before?.length ?? 0, after?.length ?? 0) > mostCharacters[kind])
    return err('It is too long to be drawn. The difference shows all of it.')
  const blocksOf = (text: string | null): ReturnType<typeof notebookBlocks> => {
    if (text === null) return ok([])
    return kind === 'markdown' ? ok(markdownBlocks(text)) : notebookBlocks(text)
  }
  const [old, now] = [blocksOf(before), blocksOf(after)]
  if (!now.ok) return now
  // A notebook that could not be read before has nothing to be compared with.
  const former = old.ok ? old.value : []
  const compared =
    kind === 'markdown' ? partsByLines(former, now.value, changes) : partsByKeys(former, now.value)
  // A mark on everything says nothing.
  const parts =
    before === null || after === null || !old.ok
      ? compared.map((part): Part => ({ ...part, mark: 'same' }))
      : compared
  let size = 0
  for (const { html } of parts) size += html.replaceAll(/src="data:[^"]*"/g, '').length
  if (size > mostMarkup || parts.length > mostParts)
    return err('It has too much in it to be drawn. The difference shows all of it.')
  return ok(parts)
}
