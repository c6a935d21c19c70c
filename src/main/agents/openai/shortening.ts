import { countOf } from '#shared/base/quantity-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { AgentOutcome, Standing } from '../adapter.ts'
import { failedTurn } from '../turn-adapter.ts'
import { requestFrom, type AskOptions } from './ask-model.ts'
import type { Budget } from './budget.ts'
import { compactByServer, compactBySummary, restated, type Compacted } from './compaction.ts'
import { ConversationSize } from './conversation-size.ts'
import { describeFailure, type FailureContext, type RequestFailure } from './failure.ts'
import { requestInput } from './history.ts'
import { hidePictures } from './shown-pictures.ts'
import type { Rollout } from './rollout.ts'

/** How full of its window a conversation may get before it is shortened. */
const fullness = 0.85

export type NotShortened =
  | { readonly kind: 'failed'; readonly failure: RequestFailure }
  | { readonly kind: 'aborted' }
  /** It was shortened before, and nothing was done since. */
  | { readonly kind: 'noProgress' }

interface ShorteningOptions {
  readonly ask: AskOptions
  readonly rollout: Rollout
  readonly origin: string
  /** Tokens that fit the model, as far as it is known. */
  readonly window: number
  readonly budget: Budget
  readonly standing: () => Promise<Standing>
}

/** Keeps the conversation of a turn within its model's window. */
export class Shortening {
  readonly size = new ConversationSize()
  readonly #options: ShorteningOptions
  #hasProgress = true

  constructor(options: ShorteningOptions) {
    this.#options = options
  }

  /** A call was run: it goes on. */
  progress(): void {
    this.#hasProgress = true
  }

  /** Tokens of the conversation, about. */
  get tokens(): number {
    const { rollout, ask } = this.#options
    return this.size.tokens(rollout.state.entries, ask.instructions)
  }

  /** Whether the next request would come too close to what fits. */
  get isDue(): boolean {
    const { window, ask } = this.#options
    return this.tokens >= fullness * Math.min(window, ask.server.overflowedAt)
  }

  /** A request did not fit, whatever was thought of the window. */
  overflowed(): void {
    const { server } = this.#options.ask
    server.overflowedAt = Math.min(server.overflowedAt, this.tokens)
  }

  /** Replaces what was said by less. Shown as an item; nothing is changed where it fails. */
  async shorten(): Promise<Result<null, NotShortened>> {
    if (!this.#hasProgress) return err({ kind: 'noProgress' })
    const { ask, rollout, budget, standing, window } = this.#options
    const item = { id: ask.newId(), kind: 'compaction' } as const
    ask.report.item({ ...item, state: 'running', text: '' })
    ask.report.activity('shortening the conversation')
    const before = this.tokens
    const made = await this.#compacted()
    if (!made.ok) {
      const aborted = made.error === 'aborted'
      const text = aborted ? '' : `The conversation could not be shortened: ${made.error.said}`
      ask.report.item({ ...item, state: aborted ? 'interrupted' : 'failed', text })
      return err(made.error === 'aborted' ? { kind: 'aborted' } : { kind: 'failed', failure: made.error })
    }
    const { words, history, by, usage } = made.value
    const known = await standing()
    const { plan, approved } = rollout.state
    await rollout.append({
      type: 'compacted',
      words,
      history: [...history, restated(known, rollout.state)],
      by,
    })
    budget.take(usage)
    if (usage) ask.report.usage(usage)
    this.size.forget()
    this.#hasProgress = false
    const again = [
      'the task',
      ...(plan.length > 0 ? ['the plan'] : []),
      ...(approved !== null ? ['the plan that you approved'] : []),
      ...(known.rejected.length > 0 ? [countOf(known.rejected.length, 'rejected hunk')] : []),
    ].join(', ')
    const how = by === 'server' ? 'by the model’s server' : 'to a summary by the model'
    const text = `About ${thousands(before)} of ${thousands(window)} tokens were shortened ${how}, to about ${thousands(this.tokens)}. Told again from Winnow’s records: ${again}.`
    ask.report.item({ ...item, state: 'completed', text })
    return ok(null)
  }

  async #compacted(): Promise<Result<Compacted, RequestFailure | 'aborted'>> {
    const { ask, rollout, origin } = this.#options
    const { entries, started } = rollout.state
    const input = requestInput(entries, origin, started)
    const { client, model, instructions, signal, server } = ask
    if (server.features.compact && server.api === 'responses') {
      // A summary needs no pictures, and they could not be shown by their files.
      const request = { model, instructions, input: hidePictures(input) }
      const made = await compactByServer(client, request, signal)
      if (signal.aborted) return err('aborted')
      if (made.ok) return made
      if (!made.error.again) server.features = { ...server.features, compact: false }
    }
    const listener = {
      event: () => undefined,
      again: () => undefined,
      retrying: ({ said }: RequestFailure) =>
        ask.report.activity(`trying again to shorten the conversation (${said})`),
    }
    return compactBySummary((shown) => requestFrom(ask, shown, false, listener), {
      input: hidePictures(input),
      entries,
    })
  }
}

/** How a turn ends whose conversation could not be shortened. */
export function notShortened(
  why: NotShortened,
  { failureContext, signal }: { readonly failureContext: FailureContext; readonly signal: AbortSignal },
): AgentOutcome {
  if (why.kind === 'aborted' || signal.aborted) return { kind: 'interrupted' }
  if (why.kind === 'failed') return { kind: 'failed', failure: describeFailure(why.failure, failureContext) }
  return failedTurn(
    'overflow',
    `The conversation was shortened and is again too long for ${failureContext.model}, though nothing was done in between, so the turn was stopped. What is in the worktree is kept. Review what is there and start a new task for the rest, or correct the size of the model’s context in the settings.`,
  )
}

function thousands(tokens: number): string {
  return tokens < 1000 ? String(tokens) : `${Math.round(tokens / 1000)}k`
}
