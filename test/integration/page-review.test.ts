import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  decideEverything,
  decideFile,
  decideFocused,
  decideOne,
  redo,
  undo,
} from '#renderer/features/review/decisions.ts'
import { FocusMemory } from '#renderer/features/review/focus-memory.ts'
import { Review } from '#renderer/features/review/review-store.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import { unwrap } from '#shared/base/result.ts'
import type { Verdict } from '#shared/domain/review/decided.ts'
import { temporaryFolder, TestRepository, type Content } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`)
/** The lines with these replaced, by index. */
const changed = (...at: readonly number[]): string =>
  lines.map((line, index) => (at.includes(index) ? `new ${line}` : line)).join('')

/** Three hunks in a file, one in another, and a file that becomes a folder: a group of two. */
const before = { 'a.txt': lines.join(''), 'b.txt': 'one\n', c: 'a file\n' }
const after = { 'a.txt': changed(5, 15, 25), 'b.txt': 'two\n', 'c/d.txt': 'in a folder\n' }

type Decisions = readonly (Verdict | null)[]

/** What a person has of the review of a branch, without a window. */
class Desk {
  readonly workbench: TestWorkbench
  readonly repository: TestRepository
  readonly session: string
  readonly review: Review
  readonly #following: Disposable
  /** What the page keeps from one time to the next. */
  readonly #kept: Map<string, string>

  private constructor(
    workbench: TestWorkbench,
    repository: TestRepository,
    session: string,
    kept: Map<string, string>,
  ) {
    this.workbench = workbench
    this.repository = repository
    this.session = session
    this.#kept = kept
    const storage = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, text: string) => void kept.set(name, text),
    }
    const memory = new FocusMemory(session, () => storage)
    this.review = new Review(session, workbench.client, memory)
    const following = this.review.follow()
    this.#following = {
      dispose: () => {
        following.dispose()
        memory.dispose()
      },
    }
  }

  static async open(folder: string): Promise<Desk> {
    const repository = new TestRepository(path.join(folder, 'pond'))
    repository.commit('Begin', before)
    repository.git('switch', '-q', '-c', 'work')
    repository.git('rm', '-q', 'c')
    repository.commit('Change', after)
    const workbench = await TestWorkbench.start(folder)
    const source = { kind: 'range' as const, range: 'work', base: 'main' }
    const made = await workbench.client.session.review({
      repository: await workbench.open(repository.path),
      source,
    })
    const desk = new Desk(workbench, repository, unwrap(made).session, new Map())
    await desk.ready()
    return desk
  }

  /** The same session in a page that was loaded again. */
  reload(): Promise<Desk> {
    this.close()
    return this.another()
  }

  /** The same session in another page. */
  async another(): Promise<Desk> {
    const desk = new Desk(this.workbench, this.repository, this.session, this.#kept)
    await desk.ready()
    return desk
  }

  async ready(): Promise<void> {
    await until('the changes are here', () => this.review.state.phase === 'ready')
  }

  /** Commits to the branch and lets the session take it as its next revision. */
  async revise(files: Readonly<Record<string, Content>>): Promise<void> {
    this.repository.commit('Again', files)
    unwrap(await this.workbench.client.session.refresh({ session: this.session }))
  }

  /** Decides the hunk in focus with a key, once it is on screen. */
  press(verdict: Verdict | null): boolean {
    this.paint()
    return decideFocused(this.review, verdict, { at: performance.now(), repeat: false })
  }

  paint(): void {
    this.review.focus.paint(this.focus)
  }

  /** The id of the hunk in focus. */
  get focus(): string {
    const { model } = this.review.state
    return model?.hunks[this.review.focus.state.at ?? -1]?.hunk.id ?? ''
  }

  get shown(): Decisions {
    const { model } = this.review.state
    return model?.hunks.map(({ at }) => model.verdictAt(at)) ?? []
  }

  /** What the workbench holds, once everything is sent; what the page shows is the same by then. */
  async held(): Promise<Decisions> {
    await this.review.queue.idle()
    const { files } = unwrap(await this.workbench.client.changeset.get({ session: this.session }))
    const held = files.flatMap(({ hunks }) => hunks.map((hunk) => hunk.decision))
    await until('the page shows what is held', () => JSON.stringify(this.shown) === JSON.stringify(held))
    return held
  }

  close(): void {
    this.#following.dispose()
  }

  async end(): Promise<void> {
    this.close()
    await this.workbench.end()
  }
}

let folder: ReturnType<typeof temporaryFolder>
let desk: Desk

beforeEach(async () => {
  folder = temporaryFolder('winnow-page-')
  desk = await Desk.open(folder.path)
})
afterEach(async () => {
  await desk.end()
  folder.remove()
})

describe('deciding', () => {
  it('shows the decision at once and goes on to what is undecided, round to what was left out', async () => {
    const { focus } = desk.review
    expect(focus.state).toMatchObject({ at: 0, file: 0 })
    focus.goTo(1)
    expect(desk.press('accept')).toBe(true)
    expect(desk.shown).toEqual([null, 'accept', null, null, null, null])
    expect(focus.state.at).toBe(2)
    desk.press('reject')
    desk.press('defer')
    expect(focus.state).toMatchObject({ at: 4 })
    desk.press('accept')
    expect(focus.state.at).toBe(0)
    desk.press('accept')
    // Nothing is left: the last one stays in focus.
    expect(focus.state.at).toBe(0)
    expect(await desk.held()).toEqual(['accept', 'accept', 'reject', 'defer', 'accept', 'accept'])
  })

  it('means the hunk that was on screen when the key went down, and each press once', async () => {
    const { review } = desk
    const now = { at: performance.now(), repeat: false }
    expect(decideFocused(review, 'accept', now)).toBe(false)
    desk.paint()
    expect(decideFocused(review, 'accept', now)).toBe(false)
    expect(decideFocused(review, 'accept', { at: performance.now(), repeat: true })).toBe(false)
    review.focus.unpaint()
    expect(decideFocused(review, 'accept', { at: performance.now(), repeat: false })).toBe(false)
    expect(await desk.held()).toEqual([null, null, null, null, null, null])
  })

  it('decides together what can’t be apart, and takes it back together', async () => {
    const last = desk.review.state.model?.hunks.at(-1)?.hunk.id ?? ''
    decideOne(desk.review, last, 'reject')
    expect(desk.review.focus.state.at).toBe(0)
    expect(await desk.held()).toEqual([null, null, null, null, 'reject', 'reject'])
    decideOne(desk.review, last, null)
    expect(await desk.held()).toEqual([null, null, null, null, null, null])
  })

  it('of a file decides what is undecided there, as one step', async () => {
    desk.review.focus.goTo(1)
    desk.press('reject')
    decideFile(desk.review, 'accept', performance.now())
    expect(desk.review.focus.state.at).toBe(3)
    expect(await desk.held()).toEqual(['accept', 'reject', 'accept', null, null, null])
    expect(desk.review.state.undo).toBe('accept 2 hunks in a.txt')
    undo(desk.review)
    expect(await desk.held()).toEqual([null, 'reject', null, null, null, null])
  })

  it('of everything decides what is undecided, as one step', async () => {
    desk.press('reject')
    await desk.held()
    decideEverything(desk.review, 'accept', performance.now())
    expect(await desk.held()).toEqual(['reject', 'accept', 'accept', 'accept', 'accept', 'accept'])
    expect(desk.review.state.undo).toBe('accept 5 hunks at once')
    undo(desk.review)
    expect(await desk.held()).toEqual(['reject', null, null, null, null, null])
    redo(desk.review)
    expect(await desk.held()).toEqual(['reject', 'accept', 'accept', 'accept', 'accept', 'accept'])
  })
})

describe('undo and redo', () => {
  it('go to the hunk they are about', async () => {
    desk.press('accept')
    desk.press('reject')
    expect(desk.review.focus.state.at).toBe(2)
    undo(desk.review)
    expect(desk.review.focus.state.at).toBe(1)
    undo(desk.review)
    expect(desk.review.focus.state.at).toBe(0)
    expect(await desk.held()).toEqual([null, null, null, null, null, null])
    redo(desk.review)
    expect(await desk.held()).toEqual(['accept', null, null, null, null, null])
    expect(desk.review.state).toMatchObject({ undo: expect.any(String), redo: expect.any(String) })
  })

  it('are of what another page decided too', async () => {
    const hunk = desk.review.state.model?.hunks[3]?.hunk.id ?? ''
    const decisions = [{ hunk, verdict: 'reject' as const }]
    unwrap(await desk.workbench.client.review.decide({ session: desk.session, decisions }))
    await until('it is told', () => desk.review.state.undo !== null)
    undo(desk.review)
    expect(await desk.held()).toEqual([null, null, null, null, null, null])
    await until('it is in focus', () => desk.focus === hunk)
  })

  it('tell when there is nothing to undo, and change nothing', async () => {
    undo(desk.review)
    expect(await desk.held()).toEqual([null, null, null, null, null, null])
    expect(desk.review.focus.state.at).toBe(0)
  })
})

describe('a newer revision', () => {
  it('waits until it is asked for, and then shows what is new, with the decisions kept', async () => {
    desk.press('accept')
    desk.press('reject')
    await desk.held()
    const { focus } = desk
    await desk.revise({ 'a.txt': `a first line\n${changed(5, 15, 25)}` })
    await until('it is here', () => desk.review.state.incoming !== null)
    expect(desk.review.state.model?.changeset.number).toBe(1)
    expect(desk.focus).toBe(focus)
    // What was read in the older one can be decided until the newer one is shown.
    desk.press('defer')
    await desk.review.showNewest()
    expect(desk.review.state).toMatchObject({ incoming: null, older: false })
    expect(desk.review.state.model?.changeset.number).toBe(2)
    expect(await desk.held()).toEqual([null, 'accept', 'reject', 'defer', null, null, null])
    expect(desk.review.focus.state.at).toBe(0)
  })

  it('leaves the older one to be read, with the decisions as they are told', async () => {
    await desk.revise({ 'b.txt': 'three\n' })
    await until('it is here', () => desk.review.state.incoming !== null)
    await desk.review.showNewest()
    const hunk = desk.review.state.model?.hunks[0]?.hunk.id ?? ''
    await desk.review.showRevision(1)
    expect(desk.review.state).toMatchObject({ older: true, incoming: null })
    const other = await desk.another()
    decideOne(other.review, hunk, 'reject')
    await other.held()
    await desk.revise({ 'b.txt': 'four\n' })
    await until('another page was told', () => other.review.state.incoming !== null)
    other.close()
    expect(desk.review.state.model?.changeset.number).toBe(1)
    expect(desk.review.state.model?.verdictOf(hunk)).toBe('reject')
    expect(desk.review.state.incoming).toBeNull()
    await desk.review.showNewest()
    expect(desk.review.state.older).toBe(false)
    expect(await desk.held()).toEqual(['reject', null, null, null, null, null])
  })
})

describe('a page that is loaded again', () => {
  it('is where the person was', async () => {
    desk.review.focus.goTo(3)
    desk = await desk.reload()
    expect(desk.review.focus.state).toMatchObject({ at: 3, file: 1 })
  })

  it('goes on to what is undecided where that was decided and there is a newer revision', async () => {
    desk.press('accept')
    desk.review.focus.goTo(0)
    await desk.held()
    desk = await desk.reload()
    expect(desk.review.focus.state.at).toBe(0)
    await desk.revise({ 'b.txt': 'three\n' })
    desk = await desk.reload()
    expect(desk.review.focus.state.at).toBe(1)
  })
})
