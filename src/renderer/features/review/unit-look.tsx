import { useEffect, useMemo, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import type { DecidedHunk } from '#shared/domain/review/decided.ts'
import type { Unit } from '#shared/domain/unit/unit.ts'
import type { Block } from '#renderer/editor/index.ts'
import { decideByStore } from '#renderer/view/decide-by.ts'
import { lineIdOf, type ShownChange } from './hunk-view.ts'
import type { HunkEntry, ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import { factKinds } from './review-units.ts'
import styles from './hunk-overlay.module.css'

/** How the unit of the hunk in focus looks. */
export interface UnitLook {
  /** Line changes that are decided together with the hunk in focus, itself included. */
  readonly members: ReadonlySet<string>
  /** "3 hunks: function retry", or null where the unit is that hunk alone. */
  readonly words: string | null
  /** Why the hunk is in a conflict, in a sentence; null where it is in none. */
  readonly conflict: string | null
  /** Keys decide units. */
  readonly on: boolean
  /** What is decided with it in other files; empty while hunks are decided one by one. */
  readonly elsewhere: readonly HunkEntry[]
  /** Line changes that are folded by a fact about them, with the fact. */
  readonly facts: ReadonlyMap<string, string>
}

const noFacts: ReadonlyMap<string, string> = new Map()

/** Files of a changeset up to which its units are asked for only to be named, while keys decide hunk by hunk. */
const namedUpTo = 200

/** The unit of the hunk in focus on screen; `version` is the model's. */
export function useUnitLook(
  review: Review,
  model: ReviewModel,
  hunk: DecidedHunk | null,
  changes: ReadonlyMap<string, ShownChange> | null,
  version: number,
): UnitLook {
  const units = useStore(review.units.store, (state) => state.units)
  const on = useStore(decideByStore, (state) => state.by === 'unit')
  const facts = useMemo(() => {
    if (!on || changes === null || units.size === 0) return noFacts
    const found = new Map<string, string>()
    for (const [id, change] of changes) {
      const unit = units.get(change.hunks[0]?.id ?? '')
      if (unit !== undefined && change.edit === null && factKinds.has(unit.kind))
        found.set(id, wordsForDisplay(unit.reason))
    }
    return found
  }, [on, changes, units])
  const isText = changes !== null
  const isNamed = model.files.length <= namedUpTo
  useEffect(() => {
    if (on) {
      void review.units.load()
      return
    }
    if (!isText || !isNamed) return
    // What is to be read is on screen first.
    const idle = requestIdleCallback(() => void review.units.load())
    return () => cancelIdleCallback(idle)
  }, [review, model, on, isText, isNamed])
  const told = on && hunk !== null ? (units.get(hunk.id)?.id ?? null) : null
  useEffect(() => {
    if (told === null) return
    // The frame after the one that paints the words.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => review.units.see([told]))
    })
    return () => cancelAnimationFrame(frame)
  }, [review, told])
  return useMemo(() => {
    if (hunk === null || changes === null)
      return {
        members: new Set<string>(),
        words: null,
        conflict: conflictWords(units, hunk),
        on,
        elsewhere: [],
        facts,
      }
    const together = review.units.together(model, hunk)
    const count = together.length
    const unit = units.get(hunk.id)
    return {
      members: new Set(on ? together.flatMap((entry) => lineIdOf(entry.hunk, changes) ?? []) : []),
      words:
        count < 2 || unit === undefined || unit.kind === 'conflict'
          ? null
          : `${countOf(count, 'hunk')}: ${wordsForDisplay(unit.reason)}`,
      conflict: conflictWords(units, hunk),
      on,
      elsewhere: on ? together.filter(({ file }) => file !== model.find(hunk.id)?.file) : [],
      facts,
    }
    // The version tells when verdicts changed, the units when they came.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [review, model, hunk, changes, version, on, units, facts])
}

function conflictWords(units: ReadonlyMap<string, Unit>, hunk: DecidedHunk | null): string | null {
  const unit = hunk === null ? undefined : units.get(hunk.id)
  return unit?.kind === 'conflict' ? wordsForDisplay(unit.reason) : null
}

/** What the unit of a hunk leaves elsewhere, as a sentence; null without any, and while hunks are decided one by one. */
export function useLeftElsewhere(
  review: Review,
  hunk: string,
  which: 'any' | 'alone' = 'any',
): string | null {
  const left = useStore(review.units.store, ({ units }) => {
    const unit = units.get(hunk)
    return which === 'any' || unit?.hunks.length === 1 ? (unit?.left ?? null) : null
  })
  const on = useStore(decideByStore, ({ by }) => by === 'unit')
  return on && left !== null ? wordsForDisplay(left) : null
}

/** Dims what is not decided by a key: all but the change in focus and what lies between the changes of its unit. */
export function Shade({
  blocks,
  focus,
  members,
}: {
  readonly blocks: readonly Block[]
  readonly focus: string | null
  readonly members: ReadonlySet<string>
}): ReactNode {
  const lit = blocks.filter((block) => block.kind !== 'gap' && (block.id === focus || members.has(block.id)))
  if (!lit.some((block) => block.id === focus)) return null
  const top = Math.min(...lit.map((block) => block.top))
  const bottom = Math.max(...lit.map((block) => block.top + block.height))
  return (
    <>
      <div className={styles.shade} style={{ top: Math.max(0, top - 4000), height: Math.min(4000, top) }} />
      <div className={styles.shade} style={{ top: bottom, height: 4000 }} />
    </>
  )
}
