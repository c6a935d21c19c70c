import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Emitter } from '#shared/base/emitter.ts'
import type { AgentOutcome, CompactionContext } from '../adapter.ts'
import { Budget } from './budget.ts'
import { beginAsking, chosenServer, originOf, withoutSecret, type ChosenServer } from './chosen-server.ts'
import { windowOf } from './conversation-size.ts'
import { readNotes } from './repository-notes.ts'
import { linesThatCount } from './rollout-places.ts'
import { Rollout, rolloutFile, tellDamage } from './rollout.ts'
import type { ServerMemory } from './server-memory.ts'
import { notShortened, Shortening } from './shortening.ts'
import type { RetryPolicy } from './stream.ts'
import { approvedNow, modeNow, type WorkMode } from './work-mode.ts'

interface Compaction {
  readonly context: CompactionContext
  readonly options: { readonly retry?: Partial<RetryPolicy> }
  readonly servers: ServerMemory
  readonly resumed: Emitter<void>
  readonly signal: AbortSignal
}

/** Whether anything was said since the conversation of a folder was last shortened. */
export async function isCompactionDue(folder: string): Promise<boolean> {
  const bytes = await readFile(rolloutFile(folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  const records = linesThatCount(bytes).map(({ record }) => record?.type)
  return records.slice(records.lastIndexOf('compacted') + 1).includes('item')
}

/** Shortens the conversation as a turn does that comes close to its window, and asks for nothing else. */
export async function runCompaction(compaction: Compaction): Promise<AgentOutcome> {
  const given = await chosenServer(compaction.context)
  if (!given.ok) return given.error
  return withoutSecret(await compactWith(compaction, given.value), given.value.key)
}

async function compactWith(
  { context, options, servers, resumed, signal }: Compaction,
  given: ChosenServer,
): Promise<AgentOutcome> {
  const { report, standing, settings, turn, worktree } = context
  const { address, key, model } = given
  const prefix = randomBytes(6).toString('hex')
  let items = 0
  const newId = (): string => `${prefix}-${(items += 1)}`
  const rollout = await Rollout.open(context.folder)
  try {
    tellDamage(report, newId(), rollout.state)
    const approved = approvedNow(context, rollout.state)
    const mode = (): WorkMode => modeNow(context, rollout.state)
    const notes = (await readNotes(worktree))?.text ?? null
    const asking = await beginAsking({ context, given, options, servers, resumed, mode, approved, notes })
    const ask = { ...asking, report, signal, newId }
    const origin = originOf(given)
    await rollout.append({ type: 'turn', turn, origin, instructions: ask.instructions })
    const shortening = new Shortening({
      ...{ ask, rollout, origin, standing },
      window: windowOf(model, settings.openaiLimits?.window ?? 0),
      budget: new Budget({ rounds: 0, minutes: 0, thousandTokens: 0 }),
    })
    const shortened = await shortening.shorten()
    const failureContext = { address, model, hasKey: key !== '', tries: ask.retry.tries }
    const outcome: AgentOutcome = shortened.ok
      ? { kind: 'completed' }
      : notShortened(shortened.error, { failureContext, signal })
    await rollout.append({ type: 'end', outcome: outcome.kind })
    return outcome
  } finally {
    await rollout.close()
    await servers.settled()
  }
}
