import { lstat, mkdir, open, realpath, rm } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import path from 'node:path'
import { makeTurnFolder } from '../system/folders-of-turns.ts'
import type { Environment } from './adapter.ts'
import type { TurnNetwork, TurnSandbox } from './containment.ts'
import { bubblewrapArguments, whatIsThere, type FileAccess } from './file-access.ts'
import { isBelow, listeningSockets } from './listening-sockets.ts'
import type { AgentManifest } from './manifest.ts'
import type { Sandbox } from './sandbox.ts'
import { statePath } from './state-path.ts'

/** Where git keeps what belongs to a linked worktree. */
export interface GitFolders {
  /** Its own. */
  readonly gitDir: string
  /** The one that all worktrees of the repository share. */
  readonly commonDir: string
}

export interface TurnPlace {
  /** The data folder. */
  readonly home: string
  /** Who removes its temporary folder where this process is killed: the owner of this data folder, that of `home` if absent. */
  readonly temporaryOf?: string
  readonly worktree: string
  /** Null where they are not known: then no commit can be made inside. */
  readonly git: GitFolders | null
  readonly env: Environment
  /** Folders of the data folder that are seen all the same. */
  readonly readable: readonly string[]
  /** Whose own state may be written. */
  readonly agent: Pick<AgentManifest, 'stateFolders' | 'stateSettings'> | null
  /** Its network, which is closed with it; null: that of the machine. */
  readonly network: (TurnNetwork & { close(): Promise<void> }) | null
}

/** Opens one for a turn, with a temporary folder of its own that is removed when it is closed. */
export async function openTurnSandbox(
  { program }: Extract<Sandbox, { kind: 'bubblewrap' }>,
  place: TurnPlace,
): Promise<TurnSandbox & { close(): Promise<void> }> {
  const temporary = await makeTurnFolder(place.temporaryOf ?? place.home, 'temporary')
  const access = await accessOf(place, temporary)
  return {
    network: place.network,
    async before(more, onlyReads = false) {
      const whole = onlyReads ? onlyReadable(access, temporary) : access
      const writable = [...whole.writable, ...more]
      // With the machine's network, its programs answer by their ports as well.
      const shut = place.network === null ? whole : await withoutSockets({ ...whole, writable })
      return [...whatIsThere, program, ...bubblewrapArguments({ ...shut, writable })]
    },
    env: {
      ...Object.fromEntries(['TMPDIR', 'TMP', 'TEMP'].map((name) => [name, temporary])),
      // Those of the person can't be written, and these programs do nothing without one.
      npm_config_cache: path.join(temporary, 'npm'),
      GOCACHE: path.join(temporary, 'go-build'),
      PIP_CACHE_DIR: path.join(temporary, 'pip'),
    },
    async close() {
      await place.network?.close()
      // Some programs leave folders there that nobody may write.
      await rm(temporary, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
    },
  }
}

async function accessOf(place: TurnPlace, temporary: string): Promise<FileAccess> {
  const { git, env, agent } = place
  const state = await Promise.all((agent?.stateFolders ?? []).map((name) => stateFolder(name, env)))
  const settings = await Promise.all(
    (agent?.stateSettings ?? []).map((name) => existing(statePath(name, env))),
  )
  const ofGit = git === null ? null : await gitAccess(git)
  const writable = [
    ...(await existingOf([place.worktree])),
    temporary,
    ...present(state),
    ...(ofGit?.writable ?? []),
  ]
  return {
    hidden: await existingOf([place.home, ...socketFolders(env)]),
    closed: await existingOf(socketFiles(env)),
    readable: await existingOf(place.readable),
    writable,
    kept: [
      ...(await existingOf([path.join(place.worktree, '.git')])),
      ...present(settings),
      ...(ofGit?.kept ?? []),
    ],
  }
}

/** The same, where all but a temporary folder can only be read. */
function onlyReadable(access: FileAccess, temporary: string): FileAccess {
  const { readable, writable } = access
  return {
    ...access,
    readable: [...readable, ...writable.filter((folder) => folder !== temporary)],
    writable: [temporary],
    kept: [],
  }
}

/** The same, with all sockets shut at which programs of this machine listen now. */
async function withoutSockets(access: FileAccess): Promise<FileAccess> {
  const { folders, files } = await listeningSockets(access.writable)
  const apart = (found: readonly string[], others: readonly string[]): readonly string[] =>
    found.filter((file) => !isBelow(file, others))
  return {
    ...access,
    emptied: apart(folders, access.hidden),
    closed: [...access.closed, ...apart(files, [...access.hidden, ...access.closed])],
  }
}

/**
 * A commit on a detached HEAD needs the objects and the worktree's own git folder. Hooks, configuration, and the
 * references that worktrees share stay as they are, and so does what says where git has to look.
 */
async function gitAccess({ gitDir, commonDir }: GitFolders): Promise<Pick<FileAccess, 'writable' | 'kept'>> {
  const objects = path.join(await realpath(commonDir), 'objects')
  const own = path.join(await realpath(commonDir), 'worktrees', path.basename(gitDir))
  // An agent that nothing kept may have put links there, which would lead a mount elsewhere.
  for (const folder of [objects, own])
    if (!(await lstat(folder).catch(() => null))?.isDirectory()) return { writable: [], kept: [] }
  const configuration = path.join(own, 'config.worktree')
  // What is not there can't be kept from being made.
  await (await open(configuration, 'ax').catch(() => null))?.close()
  const pointers = ['commondir', 'gitdir', 'locked'].map((name) => path.join(own, name))
  const plain = await Promise.all(
    [...pointers, configuration].map(async (file) => ((await isFile(file)) ? file : null)),
  )
  return {
    writable: [objects, own],
    kept: [...present(plain), ...(await existingOf([path.join(objects, 'info')]))],
  }
}

async function isFile(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => null))?.isFile() ?? false
}

/** Daemons of the person's that would do outside what they are asked for inside. */
function socketFolders(env: Environment): readonly string[] {
  const user = userInfo().uid
  const ofUser = `/run/user/${user}`
  const terminals = path.join(env['TMUX_TMPDIR'] || '/tmp', `tmux-${user}`)
  return [env['XDG_RUNTIME_DIR'] || ofUser, ofUser, terminals, '/run/screen', '/run/podman']
}

function socketFiles(env: Environment): readonly string[] {
  const ofDisplay = env['XAUTHORITY'] || path.join(env['HOME'] ?? homedir(), '.Xauthority')
  return ['/run/docker.sock', '/run/containerd/containerd.sock', ofDisplay]
}

/** The same, made where it is a folder that its agent has yet to make: inside it could not. */
async function stateFolder(name: string, env: Environment): Promise<string | null> {
  const folder = statePath(name, env)
  if (path.extname(name) === '') await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined)
  return existing(folder)
}

/** Where a path leads; null where there is nothing. */
async function existing(file: string): Promise<string | null> {
  return realpath(file).catch(() => null)
}

/** Each once: mounted twice, one would stand in the way of the other. */
async function existingOf(files: readonly string[]): Promise<readonly string[]> {
  return [...new Set(present(await Promise.all(files.map(existing))))]
}

function present<T>(values: readonly (T | null)[]): readonly T[] {
  return values.filter((value) => value !== null)
}
