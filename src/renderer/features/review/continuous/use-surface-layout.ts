import { useMemo, useRef, type RefObject } from 'react'
import { useStore } from 'zustand'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import { decideByStore } from '#renderer/view/decide-by.ts'
import type { ReviewModel } from '../review-model.ts'
import type { Review } from '../review-store.ts'
import { factKinds } from '../review-units.ts'
import { useFocus, useLook } from '../use-review.ts'
import { foldedOf, type Folding } from './folded-changes.ts'
import { layOutFile, SurfaceLayout, type RowLook, type Section } from './surface-layout.ts'
import type { SurfaceTexts } from './surface-texts.ts'

/** What of the files is on the surface, and where. */
export interface LaidOut {
  readonly layout: SurfaceLayout
  readonly folding: Folding
  /** The change or whole-file unit that shows a hunk. */
  readonly idOf: (file: number, hunk: string) => string
  /** Changes of a file of which a row of words is shown. */
  readonly foldedIn: (file: number) => ReadonlySet<string>
}

const nothing: ReadonlySet<string> = new Set()

/** Lays all files of the scope out. `round` grows when a text came or something was measured; `version` is the model's. */
export function useSurfaceLayout(
  review: Review,
  model: ReviewModel,
  texts: SurfaceTexts,
  look: RowLook,
  measured: RefObject<ReadonlyMap<string, number>>,
  kept: RefObject<ReadonlySet<string>>,
  round: number,
  version: number,
): LaidOut {
  const { file: focusFile, at } = useFocus(review, 'file', 'at')
  const { opened, quietWhitespace } = useLook(review, 'opened', 'quietWhitespace', 'encodings')
  const units = useStore(review.units.store, (state) => state.units)
  const byUnit = useStore(decideByStore, ({ by }) => by === 'unit')
  // A file that stays as it was is not laid out anew.
  const former = useRef(new Map<string, { readonly stamp: string; readonly section: Section }>())
  const { layout: sides, rowHeight } = look
  return useMemo((): LaidOut => {
    const { number } = model.changeset
    const idOf = (file: number, hunk: string): string => {
      const own = model.files[file]
      const changes = own === undefined ? undefined : texts.of(number, own)?.changes
      const editedBy = model.find(hunk)?.hunk.editedBy ?? null
      return changes !== undefined && editedBy !== null && !changes.has(hunk) ? editedBy : hunk
    }
    const focused = at === null ? null : (model.hunks[at]?.hunk.id ?? null)
    const folding: Folding = {
      model,
      file: focusFile,
      focus: focused === null ? null : idOf(focusFile, focused),
      opened,
      kept: kept.current,
      factOf: (hunk) => {
        const unit = byUnit ? units.get(hunk) : undefined
        return unit !== undefined && factKinds.has(unit.kind) ? wordsForDisplay(unit.reason) : null
      },
    }
    const folds = new Map<number, ReadonlySet<string>>()
    const next = new Map<string, { readonly stamp: string; readonly section: Section }>()
    const lay = (index: number, file: DecidedFile): Section => {
      const outline = texts.outlineOf(number, file)
      const text = texts.of(number, file)
      const changes = outline.changes.map((change) => ({
        ...change,
        hunks: text?.changes.get(change.id)?.hunks.map(({ id }) => id) ?? [change.id],
      }))
      const quiet = quietWhitespace && text !== null ? text.quiet() : nothing
      const folded = foldedOf(index, file, changes, quiet, folding)
      if (folded !== null) folds.set(index, folded)
      const stamp = `${index} ${sides} ${rowHeight} ${folded === null ? '-' : [...folded].join(' ')}`
      const known = former.current.get(file.path)
      const isSame =
        known?.stamp === stamp &&
        shapes.get(known.section) === outline &&
        known.section.items.every(({ key, height }) => (measured.current.get(key) ?? height) === height)
      const section = isSame
        ? known.section
        : layOutFile(index, file.path, outline, folded, { layout: sides, rowHeight }, (key) =>
            measured.current.get(key),
          )
      shapes.set(section, outline)
      next.set(file.path, { stamp, section })
      return section
    }
    const sections = [...model.files.entries()].flatMap(([index, file]) =>
      model.isPart && index !== focusFile && model.shownTallyOf(index).hunks === 0 ? [] : [lay(index, file)],
    )
    former.current = next
    return {
      layout: new SurfaceLayout(sections),
      folding,
      idOf,
      foldedIn: (file) => folds.get(file) ?? nothing,
    }
    // The version tells when decisions changed, the round when texts came or heights were measured.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [model, version, round, texts, sides, rowHeight, focusFile, at, opened, quietWhitespace, units, byUnit])
}

/** What a section was laid out from. */
const shapes = new WeakMap<Section, unknown>()
