import assert from 'node:assert/strict'
import { unwrap } from '#shared/base/result.ts'
import type { Verdict } from '#shared/domain/review/decided.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import { decideOne, redo, undo } from '#renderer/features/review/decisions.ts'
import { FocusMemory } from '#renderer/features/review/focus-memory.ts'
import { Review } from '#renderer/features/review/review-store.ts'
import type { Dice } from './dice.ts'
import { ReviewHarness } from './review-harness.ts'
import { UnreliableClient } from './unreliable-client.ts'
import { until } from './until.ts'

const files = ['a', 'b', 'c']
const lines = 24
const base = Object.fromEntries(
  files.map((name) => [name, Array.from({ length: lines }, (_, line) => `${name} ${line}\n`).join('')]),
)

/** A page with the review of one session, and the workbench behind a connection that loses and delays. */
export class ReplicaPage {
  readonly harness: ReviewHarness
  readonly post: UnreliableClient
  readonly review: Review
  readonly #dice: Dice
  #following: Disposable

  private constructor(harness: ReviewHarness, dice: Dice) {
    this.harness = harness
    this.#dice = dice
    this.post = new UnreliableClient(() => harness.reviews, dice)
    const places = new FocusMemory(harness.session, () => {
      throw new Error('this page keeps nothing')
    })
    this.review = new Review(harness.session, this.post.client, places)
    this.#following = this.review.follow()
  }

  static async open(dice: Dice): Promise<ReplicaPage> {
    const harness = await ReviewHarness.make(base)
    const page = new ReplicaPage(harness, dice)
    await page.revise()
    await page.quiet()
    return page
  }

  /** The agent changes some lines. */
  async revise(): Promise<void> {
    const changed = files.map((name) => {
      const text = Array.from({ length: lines }, (_, line) =>
        this.#dice.chance(25) ? `${name} ${line} now ${this.#dice.below(2)}\n` : `${name} ${line}\n`,
      )
      return [name, text.join('')] as const
    })
    await this.harness.revise(Object.fromEntries(changed))
  }

  /** The person writes a line of their own over one that is shown. */
  async edit(): Promise<void> {
    const { session, reviews } = this.harness
    const path = this.#dice.pick(files)
    const shown = await reviews.file(session, path)
    if (!shown.ok || shown.value.after === null) return
    const { oid } = shown.value.after
    const edit = {
      path,
      oid,
      start: 1 + this.#dice.below(lines - 1),
      lines: 1,
      text: `mine ${this.#dice.below(9)}\n`,
    }
    this.review.ask({ send: (act) => this.review.client.review.edit({ session, act, ...edit }), step: null })
  }

  /** What the person does, what somebody else does, what the agent does. */
  async step(): Promise<void> {
    const roll = this.#dice.below(100)
    const { session, reviews } = this.harness
    const { model } = this.review.state
    const verdict = this.#dice.pick<Verdict | null>(['accept', 'accept', 'reject', 'defer', null])
    const entry = model && model.hunks.length > 0 ? this.#dice.pick(model.hunks) : null
    const reason =
      verdict === 'reject' && this.#dice.below(2) === 0 ? `why ${this.#dice.below(9)}` : undefined
    if (roll < 45 && entry) decideOne(this.review, entry.hunk.id, verdict, reason)
    else if (roll < 58) undo(this.review)
    else if (roll < 66) redo(this.review)
    else if (roll < 76) await this.edit()
    else if (roll < 80) await this.revise()
    else if (roll < 84) void this.review.showNewest()
    else if (roll < 92) {
      const [hunk] = await this.harness.hunks(this.#dice.pick(files))
      if (hunk) unwrap(await reviews.decide(session, [{ hunk: hunk.id, verdict }], { reason }))
    } else await reviews.undo(session)
  }

  /** Until every answer and every event has come. */
  async quiet(): Promise<void> {
    await until('everything has come', async () => {
      await this.post.deliver(1000)
      return this.review.queue.length === 0 && (await this.post.isQuiet()) && this.review.state.model !== null
    })
  }

  /** What the page shows is what the workbench holds. */
  async check(): Promise<void> {
    const { model, undo: undoes, redo: redoes } = this.review.state
    if (model === null) throw new Error('nothing is shown')
    const held = await this.harness.changeset(model.changeset.number)
    const hunks = held.files.flatMap((file) => file.hunks)
    assert.deepEqual(
      model.hunks.map(({ hunk }) => hunk.id),
      hunks.map(({ id }) => id),
    )
    assert.deepEqual(
      model.hunks.map(({ at }) => model.verdictAt(at)),
      hunks.map(({ decision }) => decision),
    )
    assert.deepEqual(
      model.hunks.map(({ hunk }) => model.effectOf(hunk.id).reason),
      hunks.map(({ reason }) => reason),
    )
    assert.deepEqual(
      model.hunks.map(({ hunk }) => hunk.editedBy),
      hunks.map(({ editedBy }) => editedBy),
    )
    const count = (verdict: Verdict | null): number =>
      hunks.filter(({ decision }) => decision === verdict).length
    assert.deepEqual(model.total, {
      hunks: hunks.length,
      undecided: count(null),
      accepted: count('accept'),
      rejected: count('reject'),
      deferred: count('defer'),
    })
    assert.deepEqual([undoes, redoes], [held.undo, held.redo])
  }

  async deliver(most: number): Promise<void> {
    await this.post.deliver(most)
  }

  async dispose(): Promise<void> {
    this.#following.dispose()
    await this.quietly()
    this.harness.dispose()
  }

  /** Lets go of the stream before the database is closed. */
  private async quietly(): Promise<void> {
    await this.post.deliver(1000)
  }
}
