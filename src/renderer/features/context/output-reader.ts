import type { Disposable } from '#shared/base/disposable.ts'
import { Serial } from '#shared/base/serial.ts'
import type { Client } from '#renderer/client/context.ts'
import { earlierEnd, readOutput, windowBytes, type OutputSlice } from './output-window.ts'

/** Whose log is read, and how. */
export interface OutputPlace {
  readonly session: string
  readonly item: string
  /** Bytes it has. */
  readonly total: number
  /** Where the window begins at first; null for one at the end, which is followed. */
  readonly from: number | null
}

/** The part of the log that is on screen, in bytes. */
export interface ShownPart {
  readonly from: number
  readonly to: number
  readonly total: number
  readonly leftOut: OutputSlice['leftOut']
  /** Where it is kept on the workbench's machine; empty until it was read. */
  readonly file: string
  /** Whether the end is followed as the log grows. */
  readonly following: boolean
}

interface OutputReader extends Disposable {
  /** The log has grown to this size. */
  grown(total: number): void
  /** Shows the window that ends where this one starts. */
  showEarlier(): void
  showBeginning(): void
  /** Shows the window that starts where this one ends. */
  showLater(): void
  showEnd(): void
}

/** What shows a log, in whatever form. */
export interface OutputScreen extends OutputReader {
  /** Selects the next place with this text, round to the first. Returns whether there is one. */
  find(text: string, backwards: boolean): boolean
}

/** Where the bytes go that are read. */
interface OutputSink {
  clear(): void
  /** Takes bytes that follow those before; settles when more may come. */
  write(bytes: Uint8Array): Promise<void>
  /** Brings the end of what was written on screen. */
  toEnd(): void
  /** The same of the beginning. */
  toBeginning(): void
}

/** Reads a window of an item's log and follows its end until the reader goes back. Nothing is written after the end. */
export function createOutputReader(
  client: Client,
  at: OutputPlace,
  sink: OutputSink,
  onShown: (part: ShownPart) => void,
): OutputReader {
  const item = { session: at.session, item: at.item }
  let ended = false
  let following = at.from === null
  let part: ShownPart = { from: 0, to: 0, total: 0, leftOut: null, file: '', following }
  let wanted = at.total
  const serial = new Serial()
  // One request at a time, in order.
  const enqueue = (work: () => Promise<void>): void => {
    void serial.run(() => (ended ? undefined : work()))
  }
  const shown = (from: number, slice: OutputSlice): void => {
    const to = slice.from + slice.bytes.length
    part = { from, to, total: slice.total, leftOut: slice.leftOut, file: slice.file, following }
    onShown(part)
  }
  const show = async (from: number, length: number): Promise<void> => {
    const slice = await readOutput(client, item, from, length)
    if (slice === null || ended) return
    sink.clear()
    await sink.write(slice.bytes)
    shown(slice.from, slice)
  }
  const follow = async (): Promise<void> => {
    if (!following || wanted <= part.to) return
    if (wanted - part.from > windowBytes * 1.5 || part.to === 0) return show(-windowBytes, windowBytes)
    const slice = await readOutput(client, item, part.to, windowBytes)
    if (slice === null || ended) return
    await sink.write(slice.bytes)
    shown(part.from, slice)
  }
  const { from } = at
  enqueue(from === null ? follow : () => show(from, windowBytes))

  return {
    dispose() {
      ended = true
    },
    grown(total) {
      wanted = total
      enqueue(follow)
    },
    showEarlier() {
      following = false
      const end = earlierEnd(part)
      const start = Math.max(0, end - windowBytes)
      enqueue(async () => {
        await show(start, windowBytes)
        sink.toEnd()
      })
    },
    showBeginning() {
      following = false
      enqueue(async () => {
        await show(0, windowBytes)
        sink.toBeginning()
      })
    },
    showLater() {
      following = false
      enqueue(async () => {
        await show(part.to, windowBytes)
        sink.toBeginning()
      })
    },
    showEnd() {
      following = true
      enqueue(async () => {
        await show(-windowBytes, windowBytes)
        sink.toEnd()
      })
    },
  }
}
