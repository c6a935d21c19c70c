import type { Result } from '#shared/base/result.ts'
import type { TurnContext } from './adapter.ts'
import { commandInNetwork, outliving, type CommandLine, type Container } from './containment.ts'
import { ProcessGroup, type ProcessOptions } from './process-group.ts'

/** Milliseconds that what left its process group may take to end, once the groups have. */
const moment = 500

type TurnOutside = Pick<TurnContext, 'containment' | 'mark' | 'sandbox'>

/** All processes of one turn: the groups of its commands, and what left them, where something holds that together. */
export class TurnProcesses {
  readonly #context: TurnOutside
  readonly #groups = new Set<ProcessGroup>()
  #container: Promise<Result<Container | null, string>> | null = null
  #stopping: Promise<void> | null = null

  constructor(context: TurnOutside) {
    this.#context = context
  }

  /**
   * Starts a command in what holds the turn's processes, which is made with the first, and in what keeps them from files;
   * `writable` is what it may write besides. See `ProcessGroup.start`.
   */
  async start(options: ProcessOptions, writable: readonly string[] = []): Promise<ProcessGroup> {
    const opened = await (this.#container ??= this.#context.containment.open(this.#context.mark))
    if (!opened.ok)
      return ProcessGroup.notStarted(`no process namespace could be made for it: ${opened.error}`)
    const container = opened.value
    const { sandbox } = this.#context
    const entered = (await sandbox?.network?.enter(container)) ?? null
    if (entered !== null && !entered.ok)
      return ProcessGroup.notStarted(`its network could not be made: ${entered.error}`)
    const before = (await sandbox?.before(writable)) ?? []
    if (this.#stopping !== null) return ProcessGroup.notStarted('the turn ended meanwhile')
    const policy = {
      folder: options.folder,
      before,
      network: entered === null ? null : entered.value,
    }
    const wrap = (command: CommandLine): CommandLine => {
      if (container !== null) return container.wrap(command, policy)
      return sandbox === null ? command : outliving(commandInNetwork(command, policy))
    }
    const env = { ...options.env, ...sandbox?.env, ...sandbox?.network?.env }
    const group = ProcessGroup.start({ ...options, env, wrap })
    this.#groups.add(group)
    // A turn can start thousands.
    void group.closed.then(() => group.isOver && this.#groups.delete(group))
    return group
  }

  /**
   * Ends every command with all that it started: SIGTERM, then SIGKILL for what is left of a group after its
   * `killAfter`, and for what left its group a moment later. Settles when all output was handed over.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    const opened = await this.#container
    const container = opened?.ok ? opened.value : null
    const groups = [...this.#groups]
    const numbers = groups.map(({ number }) => number).filter((number) => number !== null)
    const others = (await container?.signal('SIGTERM', new Set(numbers))) ?? false
    await Promise.all(groups.map((group) => group.stop()))
    if (others) await container?.emptyWithin(moment)
    await container?.end()
  }
}
