import { closeSync, constants, openSync, type Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { isEndless, readPlainFile } from './plain-file.ts'
import { readCommonDir, readGitFile } from './gitfile.ts'

export interface WatchedCall {
  readonly folder: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Milliseconds until the files are looked at that git reads first, all others, and until it must have answered. */
const near = 500
const far = 2000
const last = 60_000

/** Verbs whose answer never takes long. */
const quick = new Set(['check-ref-format', 'config', 'rev-parse', 'symbolic-ref', 'version'])
/** Verbs that work on objects alone, or stay for many questions. */
const objectsOnly = new Set([
  'cat-file',
  'commit-tree',
  'diff-tree',
  'fast-import',
  'hash-object',
  'merge-tree',
])

/** Names of files of which git takes an empty one for none: rules in a worktree, and indexes of packs. */
const optional = /(?:^|\/)(?:\.gitignore|\.gitattributes|\.gitmodules|\.mailmap|objects\/pack\/[^/]*)$/i

/** Pipes that git was led past before, so that the next command need not wait until they are looked for. */
const knownPipes = new Set<string>()

async function canBePassed(file: string): Promise<boolean> {
  return optional.test(file) && (await lstat(file).catch(() => null))?.isFIFO() === true
}

/**
 * Leads whoever waits at a pipe past it, again and again: a writer that comes and goes at once is the end of the file, as
 * of an empty one. Nothing is written, and without a reader nothing is opened.
 */
function passPipe(file: string): NodeJS.Timeout {
  knownPipes.add(file)
  return setInterval(() => {
    try {
      closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW))
    } catch (error) {
      // ENXIO: nobody waits at it just now.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') knownPipes.delete(file)
    }
  }, 20)
}

/**
 * Watches a git command that does not end. Git opens whatever lies in the place of its own files and of `.gitignore`
 * and the like: a pipe there would keep it for ever, a device such as /dev/zero would fill the memory. Where git goes on
 * as well without the file, it is led past a pipe, and `passed` gets its path. Else `stop` gets the reason once one is
 * found, or when a command that answers at once has not, and the person is not asked about it. Gives what ends the watch.
 */
export function watchForBlockage(
  call: WatchedCall,
  stop: (reason: string) => void,
  passed: (pipe: string) => void = () => undefined,
  isAsked: () => boolean = () => false,
): () => void {
  let over = false
  const past = new Set<string>()
  const search = new BlockageSearch(call, () => over, past)
  const look = (find: () => Promise<string | null>) => (): void => {
    void find().then(async (found) => {
      if (found === null || over) return
      if (!(await canBePassed(found))) return stop(describeBlockage(found))
      timers.push(passKnown(found))
      // There may be another one behind it.
      timers.push(setTimeout(look(find), near))
    })
  }
  const timers: NodeJS.Timeout[] = [
    ...[...knownPipes].filter((pipe) => concerns(call, pipe)).map(passKnown),
    setTimeout(
      look(() => search.near()),
      near,
    ),
    setTimeout(
      look(() => search.far()),
      far,
    ),
  ]
  function passKnown(pipe: string): NodeJS.Timeout {
    past.add(pipe)
    passed(pipe)
    return passPipe(pipe)
  }
  const tooLong = (): void => {
    if (!isAsked()) stop(`it did not answer within ${last / 1000} seconds`)
  }
  if (quick.has(call.args[0] ?? '')) timers.push(setTimeout(tooLong, last))
  for (const timer of timers) timer.unref()
  return () => {
    over = true
    for (const timer of timers) clearTimeout(timer)
  }
}

/** Whether git may come across the pipe in this command. */
function concerns({ folder, env }: WatchedCall, pipe: string): boolean {
  return /\/objects\/pack\/[^/]*$/.test(pipe) || pipe.startsWith(`${env['GIT_WORK_TREE'] ?? folder}/`)
}

function describeBlockage(file: string): string {
  return `${file} is a pipe or a device, which git would read for ever; remove it`
}

const namesGitReads = new Set(['.git', '.gitignore', '.gitattributes', '.gitmodules', '.mailmap'])

class BlockageSearch {
  readonly #call: WatchedCall
  readonly #over: () => boolean
  readonly #past: ReadonlySet<string>

  /** `past` has the pipes that git was led past already. */
  constructor(call: WatchedCall, over: () => boolean, past: ReadonlySet<string>) {
    this.#call = call
    this.#over = over
    this.#past = past
  }

  /** The files of the git folders themselves; of all worktrees' for a command over these. */
  async near(): Promise<string | null> {
    const { env, args } = this.#call
    const named = args.includes('--file') ? args[args.indexOf('--file') + 1] : undefined
    const file = named === undefined ? null : path.resolve(this.#call.folder, named)
    if (file !== null && (await isEndless(file))) return file
    const gitDir = await this.#gitDir()
    if (gitDir.endless) return gitDir.path
    const folders = [gitDir.path, env['GIT_COMMON_DIR'], env['GIT_OBJECT_DIRECTORY']]
    for (const folder of folders) {
      if (folder === undefined) continue
      const found = await this.#inGitDir(folder)
      if (found !== null) return found
    }
    return args[0] === 'worktree'
      ? this.#walk(path.join(await this.#commonDir(), 'worktrees'), () => true)
      : null
  }

  /** References, other worktrees, and what git reads in the worktree. */
  async far(): Promise<string | null> {
    const verb = this.#call.args[0] ?? ''
    if (objectsOnly.has(verb)) return null
    const common = await this.#commonDir()
    for (const folder of ['refs', 'worktrees']) {
      const found = await this.#walk(path.join(common, folder), () => true)
      if (found !== null) return found
    }
    const worktree = this.#call.env['GIT_WORK_TREE'] ?? this.#call.folder
    return quick.has(verb) ? null : this.#walk(worktree, (name) => namesGitReads.has(name.toLowerCase()))
  }

  async #gitDir(): Promise<{ readonly path: string; readonly endless: boolean }> {
    const given = this.#call.env['GIT_DIR']
    if (given !== undefined) return { path: given, endless: false }
    for (let at = this.#call.folder; ; at = path.dirname(at)) {
      const file = path.join(at, '.git')
      const found = await lstat(file).catch(() => null)
      if (found) {
        return { path: (await readGitFile(file)) ?? file, endless: await isEndless(file) }
      }
      if (at === path.dirname(at)) return { path: file, endless: false }
    }
  }

  async #commonDir(): Promise<string> {
    return this.#call.env['GIT_COMMON_DIR'] ?? commonDirOf((await this.#gitDir()).path)
  }

  async #inGitDir(gitDir: string): Promise<string | null> {
    const pointer = path.join(gitDir, 'commondir')
    if (await isEndless(pointer)) return pointer
    for (const folder of new Set([gitDir, await commonDirOf(gitDir)])) {
      for (const inside of ['', 'info', 'pack', 'objects/info', 'objects/pack']) {
        const found = await endlessIn(path.join(folder, inside), this.#past)
        if (found !== null) return found
      }
      for (const config of ['config', 'config.worktree']) {
        const found = await endlessOfConfig(path.join(folder, config))
        if (found !== null) return found
      }
    }
    return null
  }

  /** The first endless file below a folder whose name is `wanted`; git folders of embedded repositories are looked into. */
  async #walk(top: string, wanted: (name: string) => boolean): Promise<string | null> {
    const waiting = [top]
    for (let folder = waiting.pop(); folder !== undefined && !this.#over(); folder = waiting.pop()) {
      for (const entry of await entriesOf(folder)) {
        const file = path.join(folder, entry.name)
        if (entry.isDirectory()) {
          if (entry.name !== '.git') waiting.push(file)
          else if (folder !== top) {
            const found =
              (await this.#inGitDir(file)) ?? (await this.#walk(path.join(file, 'refs'), () => true))
            if (found !== null) return found
          }
        } else if (!entry.isFile() && wanted(entry.name) && !this.#past.has(file) && (await isEndless(file)))
          return file
      }
    }
    return null
  }
}

async function commonDirOf(gitDir: string): Promise<string> {
  return (await readCommonDir(gitDir)) ?? gitDir
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => [])
}

async function endlessIn(folder: string, past: ReadonlySet<string>): Promise<string | null> {
  for (const entry of await entriesOf(folder)) {
    const file = path.join(folder, entry.name)
    if (!entry.isFile() && !entry.isDirectory() && !past.has(file) && (await isEndless(file))) return file
  }
  return null
}

/** Files that a configuration names and git reads: what it includes, at any depth, and files of attributes and rules. */
async function endlessOfConfig(config: string, depth = 0): Promise<string | null> {
  const text = await readPlainFile(config)
  if (text === null) return null
  for (const [, key = '', value = ''] of text.matchAll(
    /^\s*(?:\[[^\n]*\]\s*)?(path|attributesfile|excludesfile)\s*=\s*(.*?)\s*$/gim,
  )) {
    const plain = value.replaceAll('"', '').replace(/^~(?=\/)/, homedir())
    const file = path.resolve(path.dirname(config), plain)
    if (await isEndless(file)) return file
    if (key.toLowerCase() !== 'path' || depth === 10) continue
    const found = await endlessOfConfig(file, depth + 1)
    if (found !== null) return found
  }
  return null
}
