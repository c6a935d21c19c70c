import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { durationText } from '#shared/base/quantity-text.ts'
import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import { defaultSettings } from '#shared/domain/settings/default-settings.ts'
import type { TurnContext } from '../agents/adapter.ts'
import type { AgentManifest } from '../agents/manifest.ts'
import { Containments } from '../agents/namespaces.ts'
import { NetworkAsks } from '../agents/network-asks.ts'
import { Networks } from '../agents/network/networks.ts'
import { machineOutside } from '../agents/network/outside.ts'
import { reachOf } from '../agents/network/reach.ts'
import { openTurnNetwork } from '../agents/network/turn-network.ts'
import { findProgram } from '../agents/program.ts'
import { Sandboxes } from '../agents/sandbox.ts'
import { withheldSecrets } from '../agents/secrets.ts'
import { openTurnSandbox } from '../agents/turn-sandbox.ts'
import { winnowHome } from '../instance/home.ts'
import { turnMark } from '../system/turn-mark.ts'
import type { DoctorCheck, DoctorOptions } from './check.ts'
import { probe } from './probe.ts'

const task =
  'Write the word hello into a new file named hello.txt in the current folder. Do nothing else, and run no commands.'

/** Milliseconds after which an agent is stopped. */
const longest = 180_000

/** What a workbench knows besides the machine. */
interface TryOptions extends DoctorOptions {
  readonly settings?: TurnContext['settings']
  readonly key?: TurnContext['key']
}

/**
 * Gives an agent a small task in a scratch repository, as a session would, and says how that went. What it asks for is
 * denied, and after three minutes it is stopped. Nothing of it is kept; it may cost the person some tokens. `agents` are those that it may ask secrets for.
 */
export async function tryAgent(
  manifest: AgentManifest,
  agents: readonly AgentManifest[],
  { env, platform, settings = defaultSettings, key = () => Promise.resolve(null) }: TryOptions,
): Promise<DoctorCheck> {
  const name = `agent ${manifest.name}`
  const scratch = await mkdtemp(path.join(tmpdir(), 'winnow-try-'))
  let sandbox: Awaited<ReturnType<typeof openTurnSandbox>> | null = null
  try {
    const folder = path.join(scratch, 'state')
    const worktree = path.join(scratch, 'worktree')
    for (const one of [folder, worktree]) await mkdir(one)
    const git = await findProgram('git', env, platform)
    if (git !== null) await probe(git, ['init', '-q', worktree], env)
    const denied: string[] = []
    const ask = (asked: AgentAsk): Promise<AgentAnswer> => {
      denied.push(asked.text)
      const no =
        asked.kind === 'approval' ? asked.options.find(({ effect }) => effect === 'declineOnce') : undefined
      return Promise.resolve({ option: no?.id ?? null, words: '' })
    }
    const began = performance.now()
    const adapter = await manifest.createAdapter()
    const containment = await new Containments(path.join(scratch, 'inside')).get(true)
    const home = winnowHome(env, platform)
    const choice = { kind: manifest.kind }
    const found = manifest.ownSandbox ? null : await new Sandboxes(env).get('all', false, containment)
    if (found?.kind === 'bubblewrap') {
      const kept = (await new Networks().get('asked', found, containment)).kind === 'asked'
      const reach = await reachOf(manifest, { env, registries: false, closedPorts: [] })
      const asks = new NetworkAsks({ ask })
      const { program } = found
      const network = kept ? openTurnNetwork({ program, reach, asks, outside: machineOutside, env }) : null
      // A workbench that starts meanwhile must not take it for one that was left.
      const place = {
        home,
        temporaryOf: scratch,
        worktree,
        git: null,
        env,
        readable: [],
        agent: manifest,
        network,
      }
      sandbox = await openTurnSandbox(found, place)
    }
    const turn = adapter.startTurn({
      session: 'doctor',
      turn: 1,
      worktree,
      prompt: task,
      pictures: [],
      choice,
      folder,
      env,
      withheld: withheldSecrets(choice, env, agents),
      mark: turnMark(home, 'doctor', 1),
      containment,
      sandbox,
      hidden: [],
      settings,
      key,
      standing: () => Promise.resolve({ task, rejected: [] }),
      propose: () => Promise.resolve({ ok: true, value: 'Shown.' }),
      reviewServer: null,
      servers: () =>
        Promise.resolve({ setups: [], problems: [], isTrusted: () => true, trust: () => undefined }),
      report: {
        item: () => undefined,
        output: () => Promise.resolve(),
        activity: () => undefined,
        usage: () => undefined,
        checkpoint: () => Promise.resolve(),
        ask,
      },
    })
    const limit = setTimeout(() => void turn.interrupt(), longest)
    const outcome = await turn.done
    clearTimeout(limit)
    await adapter.dispose()
    const took = durationText(performance.now() - began)
    const asked = denied.length === 0 ? '' : ` It asked for “${denied[0] ?? ''}”, which was denied.`
    if (outcome.kind === 'interrupted')
      return {
        name,
        state: 'warning',
        note: `It did not end within ${durationText(longest)}, so it was stopped.${asked} Try the same with the program itself.`,
      }
    if (outcome.kind === 'failed') return { name, state: 'warning', note: outcome.failure.message }
    const wrote = existsSync(path.join(worktree, 'hello.txt'))
    return {
      name,
      state: wrote ? 'ok' : 'warning',
      note: wrote
        ? `It wrote the file that it was asked for, in ${took}.${asked}`
        : `It ended after ${took} without the file that it was asked for.${asked} Try the same with the program itself.`,
    }
  } finally {
    await sandbox?.close()
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 })
  }
}
