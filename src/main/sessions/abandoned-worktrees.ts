import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Store } from '../store/store.ts'

const shape = z.object({ session: z.string(), path: z.string() })
const prefix = 'abandoned/'

/** A folder that may be put away unless its session has its worktree there. */
export interface AbandonedWorktree {
  readonly note: string
  readonly session: string
  readonly path: string
}

/**
 * The folders that may be put away at the next start: each was noted before a worktree was made there, or when an act took
 * a session's worktree from it. What is not noted here is never put away by a start, whatever lies in its place.
 */
export class AbandonedWorktrees {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Notes a folder and gives the name of the note. */
  add(session: string, path: string): string {
    const note = randomBytes(6).toString('hex')
    this.#store.putDocument(prefix + note, { session, path })
    return note
  }

  /** What was noted is put away, or was never made. */
  forget(note: string): void {
    this.#store.putDocument(prefix + note, undefined)
  }

  /** The session has its worktree there. */
  taken(session: string, path: string): void {
    for (const one of this.all()) if (one.session === session && one.path === path) this.forget(one.note)
  }

  all(): readonly AbandonedWorktree[] {
    return this.#store
      .documents(prefix)
      .map(({ name, data }) => ({ note: name.slice(prefix.length), ...shape.parse(data) }))
  }
}
