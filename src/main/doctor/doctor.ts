import { existsSync } from 'node:fs'
import { access, constants, mkdir, mkdtemp, realpath, rm, statfs } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { sizeText } from '#shared/base/quantity-text.ts'
import { AgentFiles } from '../agents/agent-files.ts'
import { Containments } from '../agents/namespaces.ts'
import { Networks } from '../agents/network/networks.ts'
import { agentsByKind, knownAgents } from '../agents/registry.ts'
import { findProgram } from '../agents/program.ts'
import { Sandboxes } from '../agents/sandbox.ts'
import { winnowHome } from '../instance/home.ts'
import { folderUse } from '../system/disk-use.ts'
import { mountsIn } from '../system/mounts.ts'
import { checkAgents, type KnownAgents } from './agents.ts'
import type { DoctorCheck, DoctorOptions } from './check.ts'
import { findElectronBinary, hasDisplay } from './electron-binary.ts'
import { probe } from './probe.ts'
import { tryAgent } from './try-agent.ts'

/** `merge-tree --write-tree`, which a landing on a moved branch needs, came with this version. */
const neededGit = [2, 38] as const
/** `import.meta.dirname` came with this version. */
const neededNode = [20, 11] as const
const lowDiskSpace = 1024 ** 3

/** Looks at this machine: what Winnow needs, what is there, and how to get what is missing. Changes nothing. */
export async function runDoctor(
  options: DoctorOptions,
): Promise<{ readonly checks: readonly DoctorCheck[] }> {
  const checks = await Promise.all([
    checkGit(options),
    checkNode(),
    checkDataFolder(options),
    checkWindow(options),
    checkSandbox(options),
  ])
  // None of the person's settings is known here.
  const agents = await checkAgents(await agentsHere(options), {
    ...options,
    openai: { hasKey: false, baseUrl: '', model: '' },
  })
  return {
    checks: [...checks, ...agents.map(({ label, state, note }) => ({ name: `agent ${label}`, state, note }))],
  }
}

/** Has an agent write a file in a scratch repository; see `tryAgent`. No checks where there is no such agent. */
export async function runAgent(
  kind: string,
  options: DoctorOptions,
): Promise<{ readonly checks: readonly DoctorCheck[] }> {
  const { agents } = await agentsHere(options)
  const manifest = agents.get(kind)
  if (manifest === undefined || kind === 'command') return { checks: [] }
  return { checks: [await tryAgent(manifest, [...agents.values()], options)] }
}

async function agentsHere({ env, platform }: DoctorOptions): Promise<KnownAgents> {
  const known = agentsByKind(knownAgents)
  const files = new AgentFiles(winnowHome(env, platform), known.keys())
  const { agents, quiet, broken } = await files.find()
  return { agents: agentsByKind([...knownAgents, ...agents]), quiet, broken }
}

/** Whether a dotted version is at least major.minor; extra words around it do not matter. */
export function atLeast(version: string, needed: readonly [number, number]): boolean {
  const found = /(\d+)\.(\d+)/.exec(version)
  if (!found) return false
  const [major, minor] = [Number(found[1]), Number(found[2])]
  return major > needed[0] || (major === needed[0] && minor >= needed[1])
}

async function checkGit({ env, platform }: DoctorOptions): Promise<DoctorCheck> {
  const name = 'git'
  const wanted = `git ${neededGit.join('.')} or newer`
  const program = await findProgram('git', env, platform)
  if (!program) return { name, state: 'missing', note: `There is no git on PATH. Install ${wanted}.` }
  const { exitCode, output } = await probe(program, ['--version'], env)
  const version = output.trim().replace(/^git version /, '')
  if (exitCode !== 0) return { name, state: 'missing', note: `${program} does not run. Install ${wanted}.` }
  if (!atLeast(version, neededGit)) {
    return { name, state: 'missing', note: `git ${version} is too old. Install ${wanted}.` }
  }
  return { name, state: 'ok', note: `${version} (${program})` }
}

async function checkNode(): Promise<DoctorCheck> {
  const version = process.versions.node
  if (atLeast(version, neededNode)) return { name: 'node', state: 'ok', note: version }
  return {
    name: 'node',
    state: 'missing',
    note: `Node ${version} is too old. Install ${neededNode.join('.')} or newer.`,
  }
}

async function checkDataFolder({ env, platform }: DoctorOptions): Promise<DoctorCheck> {
  const name = 'data folder'
  const home = winnowHome(env, platform)
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    await access(home, constants.W_OK)
    const { bavail, bsize } = await statfs(home)
    const free = bavail * bsize
    const used = await folderUse(home, await mountsIn(await realpath(home)))
    const room = `${(free / 1024 ** 3).toFixed(1)} GiB free`
    const uses = `it uses ${used.whole ? '' : 'at least '}${sizeText(used.bytes)}`
    if (free < lowDiskSpace) {
      return {
        name,
        state: 'warning',
        note: `${home}: only ${room}; ${uses}. Worktrees and snapshots need more; make room (\`winnow gc --dry-run\` lists what can go), or set WINNOW_HOME to another disk.`,
      }
    }
    return { name, state: 'ok', note: `${home} (${room}; ${uses})` }
  } catch (error) {
    return {
      name,
      state: 'missing',
      note: `${home} cannot be written (${(error as Error).message}). Make it writable, or set WINNOW_HOME to a folder that is.`,
    }
  }
}

async function checkWindow({ env, platform }: DoctorOptions): Promise<DoctorCheck> {
  const name = 'window'
  const electron = findElectronBinary(env, packageRoot())
  const otherwise = 'Winnow is served for a browser instead (`winnow serve`).'
  if (!hasDisplay(env, platform))
    return { name, state: 'warning', note: `There is no display here. ${otherwise}` }
  if (!electron) {
    return {
      name,
      state: 'warning',
      note: `There is no Electron binary; \`node node_modules/electron/install.js\` fetches it. ${otherwise}`,
    }
  }
  if (platform === 'linux' && process.getuid?.() === 0) {
    return {
      name,
      state: 'warning',
      note: `Electron does not start for root with its sandbox on. ${otherwise}`,
    }
  }
  return { name, state: 'ok', note: `Electron (${electron})` }
}

/** Whether turns would be kept from files here: a command is run as those of turns are, and tries. */
async function checkSandbox({ env, platform }: DoctorOptions): Promise<DoctorCheck> {
  const name = 'sandbox'
  const plain = 'What agents run here can write wherever you can.'
  if (platform !== 'linux')
    return { name, state: 'warning', note: `Winnow knows none for this system. ${plain}` }
  const scratch = await mkdtemp(path.join(tmpdir(), 'winnow-doctor-'))
  try {
    const containment = await new Containments(scratch).get(true)
    const found = await new Sandboxes(env).get('all', false, containment)
    if (found.kind === 'none') return { name, state: 'warning', note: `${found.why} ${plain}` }
    const network = await new Networks().get('asked', found, containment)
    const reached =
      network.kind === 'asked'
        ? 'It reached nothing of this machine’s network; agents reach what you allow them.'
        : network.why
    const note = `bubblewrap works (${found.program}): a command that tried could write nowhere but in its worktree, and did not see Winnow’s data folder. ${reached}`
    return { name, state: network.kind === 'asked' ? 'ok' : 'warning', note }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The folder of Winnow's own package.json, from wherever this code was bundled to. */
function packageRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder)
    if (above === folder) return homedir()
    folder = above
  }
  return folder
}
