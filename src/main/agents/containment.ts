import { ok, type Result } from '#shared/base/result.ts'

/** A program and its arguments. */
export interface CommandLine {
  readonly file: string
  readonly args: readonly string[]
}

/** How a command of a turn runs. */
export interface Policy {
  /** Absolute path of the folder that it starts in. */
  readonly folder: string
  /** What it is run by: a program and its arguments, which keep it from files. Empty where nothing does. */
  readonly before: readonly string[]
  /** The network that it is in; null: that of the machine. */
  readonly network: NetworkPlace | null
}

/** A network namespace, by the paths of files that lead to it for as long as it is kept. */
export interface NetworkPlace {
  readonly net: string
  /** The user namespace that it belongs to. */
  readonly user: string
}

/** The network of one turn, in which its commands are. */
export interface TurnNetwork {
  /** What its environment has besides. */
  readonly env: Readonly<Record<string, string>>
  /** Makes it, the first time, with the rights of what holds the turn's processes. The error says in a few words why not. */
  enter(container: Container | null): Promise<Result<NetworkPlace, string>>
}

/** What keeps the commands of one turn from files. */
export interface TurnSandbox {
  /** Null where they have the machine's network. */
  readonly network: TurnNetwork | null
  /**
   * The program and the arguments before a command that run it inside; `writable` is what it may write besides. One that
   * only reads can write nothing but that and its temporary folder.
   */
  before(writable: readonly string[], onlyReads?: boolean): Promise<readonly string[]>
  /** What its environment has besides. */
  readonly env: Readonly<Record<string, string>>
}

/** Starts a command in a folder, which is entered only where it runs, with signals as they usually are. */
const enterFolder = 'cd -- "$0" && exec env --default-signal=TERM,INT,HUP "$@"'

/**
 * The command in its folder, inside of what keeps it from files. That is to ignore what the group is told to end by: it
 * waits for the command, which gets its time.
 */
export function commandInside(
  { file, args }: CommandLine,
  { folder, before }: Pick<Policy, 'folder' | 'before'>,
): readonly string[] {
  return [...before, '/bin/sh', '-c', enterFolder, folder, file, ...args]
}

/** The same, in its network too, where no container enters that. */
export function commandInNetwork(command: CommandLine, policy: Policy): readonly string[] {
  const { network } = policy
  const inside = commandInside(command, policy)
  if (network === null) return inside
  // Root has every right over it already, and would have fewer in its user namespace.
  const user = process.getuid?.() === 0 ? [] : [`--user=${network.user}`, '--preserve-credentials']
  return ['nsenter', ...user, `--net=${network.net}`, '--', ...inside]
}

/** What runs another command and outlives the signals that it gets. */
export function outliving(command: readonly string[]): CommandLine {
  return { file: '/bin/sh', args: ['-c', 'trap "" TERM INT HUP; exec "$@"', 'sh', ...command] }
}

/** What holds the processes of one turn together, those that left their process group too. */
export interface Container {
  /** The command that runs `command` inside. */
  wrap(command: CommandLine, policy: Policy): CommandLine
  /** The command that runs `command` with the rights that the container has, but outside of it. */
  beside(command: CommandLine): CommandLine
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
