import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RowPlace } from '#renderer/ui/followed-rows.tsx'
import type { Client } from '#renderer/client/context.ts'
import { createOutputReader, type OutputPlace, type OutputScreen, type ShownPart } from './output-reader.ts'
import { RawRows } from './raw-rows.ts'
import { rawText } from './raw-text.ts'

interface RawOutputState {
  readonly count: number
  /** Changes whenever the rows do. */
  readonly version: number
  /** What was last to be brought on screen. */
  readonly place: RowPlace | null
  /** The row with what was looked for, and how often one was found. */
  readonly found: { readonly row: number; readonly times: number } | null
}

export interface RawOutput extends OutputScreen {
  readonly rows: RawRows
  readonly store: StoreApi<RawOutputState>
}

/** The text of a row, and as much of the rows that its line goes on in as `more` characters need. */
function textFrom(rows: RawRows, row: number, more: number): string {
  let text = rawText(rows.bytesOf(row))
  const wanted = text.length + more
  for (let at = row; text.length < wanted && rows.goesOn(at); at += 1) text += rawText(rows.bytesOf(at + 1))
  return text.slice(0, wanted)
}

/** The next row in which `text` begins, round to the first; null when there is none. Case does not count. */
export function findRow(
  rows: RawRows,
  text: string,
  after: number | null,
  backwards: boolean,
): number | null {
  const wanted = text.toLowerCase()
  if (wanted === '') return null
  const { count } = rows
  const step = backwards ? -1 : 1
  const start = after ?? (backwards ? count : -1)
  for (let tried = 1; tried <= count; tried += 1) {
    const row = (((start + step * tried) % count) + count) % count
    if (
      textFrom(rows, row, wanted.length - 1)
        .toLowerCase()
        .includes(wanted)
    )
      return row
  }
  return null
}

/** Keeps a window of an item's log as rows, for `RawText`. */
export function createRawOutput(
  client: Client,
  at: OutputPlace,
  onShown: (part: ShownPart) => void,
): RawOutput {
  const rows = new RawRows()
  const store = createStore<RawOutputState>(() => ({ count: 0, version: 0, place: null, found: null }))
  const changed = (): void => store.setState(({ version }) => ({ count: rows.count, version: version + 1 }))
  const bring = (to: RowPlace['to']): void =>
    store.setState(({ place }) => ({ place: { to, step: (place?.step ?? 0) + 1 } }))
  const reader = createOutputReader(
    client,
    at,
    {
      clear() {
        rows.clear()
        store.setState({ found: null })
      },
      write(bytes) {
        rows.append(bytes)
        changed()
        return Promise.resolve()
      },
      toEnd: () => bring('end'),
      toBeginning: () => bring('beginning'),
    },
    onShown,
  )
  return {
    ...reader,
    rows,
    store,
    find(text, backwards) {
      const { found } = store.getState()
      const row = findRow(rows, text, found?.row ?? null, backwards)
      store.setState({ found: row === null ? null : { row, times: (found?.times ?? 0) + 1 } })
      if (row !== null) bring(row)
      return row !== null
    },
  }
}
