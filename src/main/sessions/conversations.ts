import { access, mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import type { Checkpoint } from '#shared/domain/session/checkpoint.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { ConversationCut } from '#shared/domain/session/roll-back-words.ts'
import type { AgentStarter } from './ports.ts'
import type { SessionFolders } from './session-folders.ts'

/** The conversations of sessions with their agents, between turns: each agent's own way, or none. */
export class Conversations {
  readonly #agents: Pick<AgentStarter, 'conversation'>
  readonly #folders: SessionFolders

  constructor(agents: Pick<AgentStarter, 'conversation'>, folders: SessionFolders) {
    this.#agents = agents
    this.#folders = folders
  }

  /** The name of where a conversation is now, to go back to it. */
  async mark(record: SessionRecord): Promise<string> {
    const own = await this.#agents.conversation(record.agent.kind)
    if (own) return own.mark(this.#folders.agent(record.id))
    // The state of an agent that can't go back is put aside whole.
    return `agent-before-roll-back-${record.checkpoints.filter(({ at }) => at === 'rollBack').length + 1}`
  }

  /**
   * Goes back to a checkpoint; `before` is the one of now. What was cut off by a kill can be done again.
   */
  async rollBack(record: SessionRecord, to: Checkpoint, before: Checkpoint): Promise<ConversationCut> {
    const own = await this.#agents.conversation(record.agent.kind)
    const folder = this.#folders.agent(record.id)
    // At the end of the last turn it is already, unless it was rolled back since.
    const isAtEnd = to.at === 'end' || to.at === 'upToDate'
    const isThere = isAtEnd && to.turn === record.turns && record.rolledBack?.turns !== record.turns
    if (isThere) return 'cut'
    if (own) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const place = placeOf(to)
      const cut = await own.rollBack(folder, place)
      if (cut.ok && place.turn > 0) return place.turn < to.turn && to.at === 'step' ? 'earlier' : 'cut'
      return 'anew'
    }
    const parent = path.dirname(folder)
    const aside = path.join(parent, before.mark ?? '')
    if (!(await isThereAt(aside))) await moved(folder, aside)
    if (to.at !== 'rollBack' || to.mark === null) return 'anew'
    const back = path.join(parent, to.mark)
    if (!(await isThereAt(folder)) && (await isThereAt(back))) await moved(back, folder)
    return (await isThereAt(folder)) ? 'cut' : 'anew'
  }

  /** Begins another conversation in the empty folder `to`, from a checkpoint. */
  async fork(record: SessionRecord, to: string, at: Checkpoint): Promise<ConversationCut> {
    const own = await this.#agents.conversation(record.agent.kind)
    const place = placeOf(at)
    const forked = await own?.fork(this.#folders.agent(record.id), to, place)
    if (forked?.ok !== true || place.turn === 0) return 'anew'
    return place.turn < at.turn && at.at === 'step' ? 'earlier' : 'cut'
  }
}

/** Where a conversation is at a checkpoint: of a step whose place has no name it is at the end of the turn before. */
function placeOf({ at, turn, mark }: Checkpoint): {
  readonly turn: number
  readonly mark: string | null
} {
  const isBefore = at === 'start' || (at === 'step' && mark === null)
  return { turn: isBefore ? turn - 1 : turn, mark }
}

function isThereAt(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

/** What is not there needs no move. */
async function moved(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}
