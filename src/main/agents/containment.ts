import { ok, type Result } from '#shared/base/result.ts'

/** A program and its arguments. */
export interface CommandLine {
  readonly file: string
  readonly args: readonly string[]
}

/** What a command of a turn may do. So far only where it runs; what a sandbox shows and hides comes here. */
export interface Policy {
  /** Absolute path of the folder that it starts in. */
  readonly folder: string
}

/** What holds the processes of one turn together, those that left their process group too. */
export interface Container {
  /** The command that runs `command` inside. */
  wrap(command: CommandLine, policy: Policy): CommandLine
  /** Sends a signal to everything inside that is in none of these process groups; whether there was anything. */
  signal(signal: NodeJS.Signals, exceptGroups: ReadonlySet<number>): Promise<boolean>
  /** Waits until nothing is inside any more; false when `milliseconds` were over first. */
  emptyWithin(milliseconds: number): Promise<boolean>
  /** Ends everything inside at once, and takes nothing more. Settles when nothing is left. */
  end(): Promise<void>
}

/** How the processes of a turn are held together. */
export interface Containment {
  readonly kind: 'namespace' | 'group'
  /** How that is, for the person, in a few sentences. */
  readonly notice: string
  /**
   * Opens a container for one turn. `env` is what its outermost process carries. Null where process groups are all there
   * is: what makes a session of its own (`setsid`) is not held by one. The error says in a few words why there is none.
   */
  open(env: Readonly<Record<string, string>>): Promise<Result<Container | null, string>>
}

/** Process groups alone. `why` is a sentence. */
export function processGroups(why: string): Containment {
  return {
    kind: 'group',
    notice: `${why} So what an agent starts in a session of its own, with setsid or as a daemon, can go on after its turn. Winnow names what it finds then.`,
    open: () => Promise.resolve(ok(null)),
  }
}
