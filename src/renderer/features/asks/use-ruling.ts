import { useState } from 'react'
import type { AskItem } from '#shared/domain/timeline/ask-item.ts'

/** The rules that are looked at before they are written. */
export interface Ruling {
  /** One for each part, as it would be written. */
  readonly texts: readonly string[]
  /** Names of the parts that stay while a rule is shortened. */
  readonly keys: readonly string[]
  /** Which of them the keys change. */
  readonly at: number
  readonly select: (at: number) => void
  /** Null where it can't. */
  readonly shorten: (() => void) | null
  readonly lengthen: (() => void) | null
  readonly write: () => void
  readonly close: () => void
}

/**
 * Follows which rules the person looks at; null while none. They begin with exactly what is asked for: nothing is wider than
 * the person makes it.
 */
export function useRuling(
  ask: AskItem,
  onWrite: (rules: readonly string[]) => void,
  onClose: () => void,
): { readonly ruling: Ruling | null; readonly open: () => void } {
  const [picked, setPicked] = useState<readonly number[] | null>(null)
  const [at, setAt] = useState(0)
  const parts = ask.kind === 'approval' ? ask.proposals : []
  const open = (): void => {
    setPicked((before) => before ?? parts.map(() => 0))
  }
  if (picked === null || parts.length === 0) return { ruling: null, open }
  const texts = parts.map((steps, index) => steps[picked[index] ?? 0] ?? '')
  const step = picked[at] ?? 0
  const moved = (by: number): (() => void) | null =>
    parts[at]?.[step + by] === undefined
      ? null
      : () => setPicked(picked.map((one, index) => (index === at ? one + by : one)))
  return {
    open,
    ruling: {
      texts,
      keys: parts.map(([first = '']) => first),
      at,
      select: setAt,
      shorten: moved(1),
      lengthen: moved(-1),
      write: () => onWrite(texts),
      close() {
        setPicked(null)
        onClose()
      },
    },
  }
}
