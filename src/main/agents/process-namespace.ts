import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { err, ok, type Result } from '#shared/base/result.ts'
import { commandInside, outliving, type Container } from './containment.ts'
import { commandOf, listProcesses, namespaceNumbers, processNamespace } from '../system/process-table.ts'
import { groupHasMembers } from './group-members.ts'
import { settledWithin } from './settled-within.ts'

/** How a namespace is made: by a user of their own rights, or by root. */
export interface NamespaceKind {
  /** With a user namespace, in which nobody but the person has a name; root needs none. */
  readonly user: boolean
  /** A file to be seen as another one inside, or null. */
  readonly mount: { readonly file: string; readonly at: string } | null
}

/**
 * The outermost process inside, number 1 there. It ends when its standard input does, and with it the kernel ends
 * everything inside. It ignores SIGCHLD, so that the kernel collects whatever is left to it. The next ones get numbers
 * from `$0` on, which takes a right that it then gives up: with the same few numbers in every turn, a file in the worktree
 * that names a process would seem to name one of the next turn.
 */
const first = [
  'echo "$0" 2>/dev/null >/proc/sys/kernel/ns_last_pid',
  'echo; exec setpriv --ambient-caps=-all --inh-caps=-all env --ignore-signal=CHLD cat >/dev/null',
].join('\n')

/**
 * What starts it. When the workbench dies, however that comes, `read` ends; the groups of the turn were told to end by
 * their own watchers then (`process-group.ts`), and get two seconds to.
 */
const keeper = '{ read _; sleep 2; } | "$@"'

const mountFirst = 'mount --bind "$1" "$2" && shift 2 && exec "$@"'

/** Milliseconds that making a namespace may take. */
const patience = 10_000

/** The arguments of `unshare`, with what it starts. */
function unshareArguments({ user, mount }: NamespaceKind): readonly string[] {
  const make = ['--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'slave']
  const start = [...make, '--', '/bin/sh', '-c', first, String(someNumber())]
  if (!user) return start
  if (!mount) return ['--user', '--map-current-user', '--keep-caps', ...start]
  // Only root of a namespace may mount, so that comes in one around the person's.
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  const person = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--keep-caps', ...start]
  const outer = ['--user', '--map-root-user', '--mount', '--propagation', 'slave', '--']
  return [...outer, '/bin/sh', '-c', mountFirst, 'sh', mount.file, mount.at, ...person]
}

/** A number for processes that is likely no other's: in the upper half of those that the system gives. */
function someNumber(): number {
  const most = Number(readFileSync('/proc/sys/kernel/pid_max', 'latin1'))
  return randomInt(Math.floor(most / 2), Math.floor(most * 0.95))
}

/**
 * Makes a process namespace with `unshare` of util-linux, which commands then enter with `nsenter`. Whatever leaves its
 * process group there stays inside, and ends with it. The error says in a few words why there is none.
 */
export async function makeNamespace(
  kind: NamespaceKind,
  env: Readonly<Record<string, string>>,
): Promise<Result<Container, string>> {
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', 'unshare', ...unshareArguments(kind)], {
    cwd: '/',
    env: { PATH: process.env['PATH'], ...env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  if ((child.stdio as unknown) === undefined) {
    child.once('error', () => undefined)
    return err('too many files are open')
  }
  const gone = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
  for (const stream of child.stdio) stream?.on('error', () => undefined)
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => (said = (said + bytes.toString('utf8')).slice(0, 300)))
  const started = once(child.stdout, 'data').catch(() => undefined)
  const there = await settledWithin(Promise.race([started, once(child.stdout, 'end')]), patience)
  const init = there && child.pid !== undefined ? await findFirst(child.pid) : null
  const namespace = init === null ? null : await processNamespace(init)
  if (init === null || namespace === null) {
    endKeeper(child)
    await settledWithin(gone, patience)
    return err(said.trim().split('\n')[0] || 'it could not be made')
  }
  return ok(new NamespaceContainer(child, gone, { kind, init, namespace }))
}

/** A namespace as it is seen from outside. `init` is its first process. */
interface Inside {
  readonly kind: NamespaceKind
  readonly init: number
  readonly namespace: string
}

class NamespaceContainer implements Container {
  readonly #child: ChildProcess
  readonly #gone: Promise<void>
  readonly #inside: Inside

  constructor(child: ChildProcess, gone: Promise<void>, inside: Inside) {
    this.#child = child
    this.#gone = gone
    this.#inside = inside
  }

  wrap: Container['wrap'] = (command, policy) => {
    const { kind, init } = this.#inside
    const who = kind.user ? ['--user', '--preserve-credentials'] : []
    const network = policy.network === null ? [] : [`--net=${policy.network.net}`]
    const namespace = ['nsenter', '--target', String(init), ...who, ...network, '--mount', '--pid', '--']
    // `nsenter` outlives the signals that its command gets, which would otherwise be left to the outermost process of
    // the system: not every one collects what is over. The folder is entered inside: the namespace leads to its root.
    return outliving([...namespace, ...commandInside(command, policy)])
  }

  beside: Container['beside'] = (command) => {
    const { kind, init } = this.#inside
    if (!kind.user) return command
    const who = ['--target', String(init), '--user', '--preserve-credentials']
    return { file: 'nsenter', args: [...who, '--', command.file, ...command.args] }
  }

  async signal(signal: NodeJS.Signals, exceptGroups: ReadonlySet<number>): Promise<boolean> {
    const members = (await this.#members()).filter(({ group }) => !exceptGroups.has(group))
    for (const { pid } of members)
      try {
        process.kill(pid, signal)
      } catch {
        // It is gone already.
      }
    return members.length > 0
  }

  async emptyWithin(milliseconds: number): Promise<boolean> {
    for (const end = performance.now() + milliseconds; ; await delay(10)) {
      if ((await this.#members()).length === 0) return true
      if (performance.now() >= end) return false
    }
  }

  async end(): Promise<void> {
    endKeeper(this.#child)
    await this.#gone
    // The first process is over when all that was inside is collected; whether it still does something tells sooner.
    for (const end = performance.now() + 2000; performance.now() < end; await delay(5)) {
      const ended = (await commandOf(this.#inside.init)) === ''
      const kept = this.#child.pid !== undefined && (await groupHasMembers(this.#child.pid))
      if (ended && !kept && (await this.#members()).length === 0) return
    }
  }

  /** What is inside, without its first process. */
  async #members() {
    const { init, namespace } = this.#inside
    const all = await listProcesses()
    const namespaces = await Promise.all(all.map(({ pid }) => processNamespace(pid)))
    return all.filter(({ pid }, index) => pid !== init && namespaces[index] === namespace)
  }
}

/** Kills what holds a namespace; the first process inside dies with `unshare`, whose child it is. */
function endKeeper(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
  for (const stream of child.stdio) stream?.destroy()
}

/** The process below `keeper` that is number 1 in a namespace of its own, by our number for it. */
async function findFirst(keeperPid: number): Promise<number | null> {
  const below = new Set([keeperPid])
  const processes = [...(await listProcesses())]
  for (let size = 0; size < below.size;) {
    size = below.size
    for (const { pid, parent } of processes) if (below.has(parent)) below.add(pid)
  }
  for (const pid of below) {
    const numbers = await namespaceNumbers(pid)
    if (numbers.length > 1 && numbers.at(-1) === 1) return pid
  }
  return null
}
