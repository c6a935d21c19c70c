import { setImmediate as soon } from 'node:timers/promises'
import type { Clock } from '#shared/base/clock.ts'
import type { Result } from '#shared/base/result.ts'
import type { FiguresFailure } from '#shared/contract/figures.ts'
import type { Figure } from '#shared/domain/figures/figure.ts'
import { revertedActs } from '#shared/domain/figures/reverted.ts'
import { summarizeFigures, type FiguresSummary } from '#shared/domain/figures/summary.ts'
import { decodeEntry } from '#shared/domain/review/entries/index.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { FiguresFile } from '../store/figures-file.ts'
import { StoreDamageError, type Store } from '../store/store.ts'

/** What the figures of reading are made of. */
interface Parts {
  readonly file: FiguresFile
  readonly settings: Pick<SettingsService, 'get'>
  readonly registry: Pick<SessionRegistry, 'all'>
  readonly store: Pick<Store, 'read'>
  readonly clock: Clock
}

/**
 * The figures of the person's own reading: verdicts as windows tell them, held against what landed and what the ledgers say
 * became of each. Nothing else depends on them, and nothing waits for them.
 */
export class ReadingFigures {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Keeps figures, unless the person does not want any; returns before they are written. `now` is what the clock says by which
   * they have their times.
   */
  add(figures: readonly Figure[], now: number): void {
    const { file, settings, clock } = this.#parts
    if (!settings.get().readingFigures) return
    const ahead = now - clock.now()
    void file.add(figures.map((figure) => ({ ...figure, at: Math.max(0, figure.at - ahead) })))
  }

  /** Adds up what is kept over stretches of time, of which `starts` has the beginnings in order. */
  async summary(starts: readonly number[]): Promise<Result<FiguresSummary, FiguresFailure>> {
    const read = await this.#parts.file.read()
    if (!read.ok) return read
    const figures = read.value
    const first = starts[0] ?? 0
    const told = new Set(
      figures.flatMap(({ at, act, session }) => (at >= first && act !== null ? [session] : [])),
    )
    const reverted = new Set<string>()
    for (const session of told) {
      for (const act of this.#revertedIn(session)) reverted.add(act)
      // A ledger can be long, and others have work to do.
      await soon()
    }
    const sessions = new Set(figures.map(({ session }) => session))
    const landings = this.#parts.registry
      .all()
      .filter(({ id }) => sessions.has(id))
      .flatMap((record) => record.landings.map(({ at, undone }) => ({ session: record.id, at, undone })))
    return { ok: true, value: summarizeFigures({ figures, landings, reverted, starts }) }
  }

  /** Deletes all that is kept; gives how many these were. */
  delete(): Promise<Result<number, FiguresFailure>> {
    return this.#parts.file.delete()
  }

  /** Resolves when what was told is written. */
  async dispose(): Promise<void> {
    await this.#parts.file.idle()
  }

  /** Acts of a session of which the person made something else; none of a ledger that is damaged, which is told elsewhere. */
  #revertedIn(session: string): ReadonlySet<string> {
    try {
      const entries = this.#parts.store.read(`review/${session}`).flatMap(({ seq, type, version, data }) => {
        const entry = decodeEntry(type, version, data)
        return entry.ok ? [{ seq, entry: entry.value }] : []
      })
      return revertedActs(entries)
    } catch (error) {
      if (error instanceof StoreDamageError) return new Set()
      throw error
    }
  }
}
