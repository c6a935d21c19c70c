import { createStore } from 'zustand/vanilla'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { draftPlaces, editsOf } from '#renderer/replicas/draft-places.ts'
import type { Drafts } from '#renderer/replicas/drafts.ts'
import { tell } from '#renderer/ui/toasts.tsx'
import { placeOf, readEditDraft, type EditDraft } from './edit-draft.ts'
import { lineIdOf, shownChanges, type ShownChange } from './hunk-view.ts'
import type { ReviewModel } from './review-model.ts'
import type { TextCache } from './text-cache.ts'

/** The edits of a session's files that were typed and not saved. */
export class EditDrafts {
  readonly store = createStore<{ readonly byPath: ReadonlyMap<string, EditDraft> }>(() => ({
    byPath: new Map(),
  }))
  readonly #session: string
  readonly #drafts: Drafts
  /** What the person was told of and may do all the same. */
  #told: string | null = null

  constructor(session: string, drafts: Drafts) {
    this.#session = session
    this.#drafts = drafts
  }

  at(path: string): EditDraft | null {
    return this.store.getState().byPath.get(path) ?? null
  }

  /** Reads what is kept, of any window. What is known stays where the workbench does not answer. */
  async load(): Promise<void> {
    const prefix = editsOf(this.#session)
    const places = await this.#drafts.places(prefix).catch(() => null)
    if (places === null) return
    const byPath = new Map<string, EditDraft>()
    for (const [place, kept] of places) {
      const draft = readEditDraft(kept)
      if (draft !== null) byPath.set(place.slice(prefix.length), draft)
    }
    this.store.setState({ byPath })
  }

  /** What this window goes on with in a file: its own, else what another left. */
  async take(path: string): Promise<EditDraft | null> {
    const place = draftPlaces.edit(this.#session, path)
    await this.#drafts.loadOwn(place).catch(() => undefined)
    return readEditDraft(this.#drafts.text(this.#drafts.own(place)))
  }

  /** Keeps what is typed; null where nothing differs from the file any more. */
  keep(path: string, draft: EditDraft | null): void {
    if (draft === null) return this.drop(path)
    this.#told = null
    this.#drafts.write(this.#drafts.own(draftPlaces.edit(this.#session, path)), JSON.stringify(draft))
    this.store.setState(({ byPath }) => ({ byPath: new Map(byPath).set(path, draft) }))
  }

  /** What this window typed was saved or dropped; what another window has typed stays. */
  drop(path: string): void {
    this.#told = null
    this.#drafts.dropOwn(draftPlaces.edit(this.#session, path))
    this.store.setState(({ byPath }) => ({
      byPath: new Map([...byPath].filter(([other]) => other !== path)),
    }))
  }

  /** The person does away with what any window typed there. */
  async discard(path: string): Promise<void> {
    this.drop(path)
    await this.#drafts.dropPlace(draftPlaces.edit(this.#session, path)).catch(() => undefined)
  }

  /**
   * Whether something that passes over edits in these files is to be done: the first time the person is told of them, the
   * second time it is. `what` names it.
   */
  mayPassOver(what: string, paths: readonly string[], goOn: (() => void) | null): boolean {
    const [path] = paths
    if (path === undefined || this.#told === what) {
      this.#told = null
      return true
    }
    this.#told = what
    const edits =
      paths.length === 1
        ? `Your edit of ${pathForDisplay(path)}`
        : `${countOf(paths.length, 'edit')} of yours`
    tell(
      `${edits} ${paths.length === 1 ? 'is' : 'are'} not saved. Nothing was decided. The same key once more accepts without ${paths.length === 1 ? 'it, and it' : 'them, and they'} stay${paths.length === 1 ? 's' : ''} a draft.`,
      goOn === null ? null : { label: 'Go on with the edit', run: goOn },
    )
    return false
  }
}

/**
 * Ids of the changes that a draft belongs to: those whose lines it types over, else the one that is nearest. Null where it
 * belongs nowhere in the text any more.
 */
export function draftedChanges(
  draft: EditDraft,
  side: FileText['after'],
  changes: ReadonlyMap<string, ShownChange>,
): readonly string[] | null {
  const placed = side === null ? null : placeOf(draft, side.oid, side.text)
  if (placed === null) return null
  const distances = [...changes].map(([id, { line }]) => {
    // Where nothing is left on the new side, its place is behind the line that is named.
    const first = line.newLines === 0 ? line.newStart : line.newStart - 1
    const end = first + line.newLines
    return { id, far: Math.max(0, placed.at - end, first - (placed.at + placed.lines)) }
  })
  const nearest = Math.min(...distances.map(({ far }) => far))
  return distances.filter(({ far }) => far === nearest).map(({ id }) => id)
}

/** Paths of the files whose drafts belong to one of these hunks, or may: not every file's lines are at hand. */
export function draftsBelow(
  edits: EditDrafts,
  cache: TextCache,
  model: ReviewModel,
  hunks: readonly string[],
): readonly string[] {
  const paths = new Set<string>()
  for (const id of hunks) {
    const entry = model.find(id)
    const file = entry === null ? undefined : model.files[entry.file]
    const draft = file === undefined ? null : edits.at(file.path)
    if (entry === null || file === undefined || draft === null || paths.has(file.path)) continue
    const text = cache.peek(model.changeset.number, file)
    const changes = text === null ? null : shownChanges(file, text)
    const line = changes === null ? null : lineIdOf(entry.hunk, changes)
    const drafted = changes === null ? null : draftedChanges(draft, text?.after ?? null, changes)
    if (drafted === null || line === null || drafted.includes(line)) paths.add(file.path)
  }
  return [...paths]
}
