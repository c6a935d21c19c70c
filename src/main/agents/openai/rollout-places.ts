import type { RolloutRecord } from './rollout-record.ts'

/** A line of a rollout's file. */
export interface RolloutLine {
  /** Bytes of the file up to its end. */
  readonly end: number
  readonly text: string
  /** Null where it can't be read. */
  readonly record: RolloutRecord | null
}

/**
 * The lines that make the conversation, without what was rolled back. A file is only ever appended to, so that what a
 * roll back takes away can be brought back by another one.
 *
 * @param to bytes of the file that are looked at; all of it when absent
 */
export function linesThatCount(bytes: Uint8Array, to = Infinity): readonly RolloutLine[] {
  const lines = linesOf(bytes)
  const known = new Map<number, readonly RolloutLine[]>()
  const upTo = (place: number): readonly RolloutLine[] => {
    const found = known.get(place)
    if (found) return found
    let counting: RolloutLine[] = []
    for (const line of lines) {
      if (line.end > place) break
      // One that points behind itself is damaged; it would never end.
      if (line.record?.type === 'rolledBack' && line.record.to < line.end)
        counting = [...upTo(line.record.to)]
      else counting.push(line)
    }
    known.set(place, counting)
    return counting
  }
  return upTo(to)
}

/**
 * The end of a turn in a rollout, in bytes of its file, also of a turn that was rolled back since. A turn that never came
 * to say anything ended where the one before did. Null where the file begins after it.
 */
export function endOfTurn(bytes: Uint8Array, turn: number): number | null {
  const all = linesOf(bytes)
  const forked = all.findLastIndex(({ record }) => record?.type === 'forked')
  const start = all[forked]?.end ?? 0
  if (turn === 0) return start
  let end: number | null = forked >= 0 ? start : null
  let current = 0
  for (const line of all.slice(forked + 1)) {
    const { record } = line
    if (record?.type === 'turn') {
      if (record.turn > turn) break
      current = record.turn
    }
    // A roll back after the turn itself is no part of it.
    if (record?.type === 'rolledBack' && current === turn) break
    end = line.end
  }
  return current === 0 && forked < 0 ? null : end
}

function linesOf(bytes: Uint8Array): readonly RolloutLine[] {
  const lines: RolloutLine[] = []
  for (let from = 0; ;) {
    const at = bytes.indexOf(0x0a, from)
    if (at < 0) return lines
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, at - from).toString('utf8')
    from = at + 1
    if (text !== '') lines.push({ end: from, text, record: recordOf(text) })
  }
}

function recordOf(text: string): RolloutRecord | null {
  try {
    return JSON.parse(text) as RolloutRecord
  } catch {
    return null
  }
}
