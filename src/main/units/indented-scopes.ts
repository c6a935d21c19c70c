import type { Scope } from '#shared/domain/unit/outline.ts'
import { linesOf } from '#shared/domain/unit/unit-file.ts'

/** What begins at the left edge of a text, with all that is indented below it, where no grammar tells more. */
export function indentedScopes(text: string): readonly Scope[] {
  const scopes: Scope[] = []
  let open: { readonly from: number; readonly name: string; to: number } | null = null
  const close = (): void => {
    // A line by itself holds nothing together.
    if (open !== null && open.to > open.from) scopes.push({ kind: 'declaration', ...open })
  }
  linesOf(text).forEach((line, at) => {
    if (line.trim() === '') return
    const isEdge = /^[^\s)}\]]/.test(line)
    if (isEdge || open === null) {
      close()
      open = { from: at + 1, to: at + 1, name: line.trim().slice(0, 80) }
    } else open.to = at + 1
  })
  close()
  return scopes
}
