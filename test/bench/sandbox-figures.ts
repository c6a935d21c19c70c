import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { processGroups, type Containment } from '#main/agents/containment.ts'
import { Containments } from '#main/agents/namespaces.ts'
import { Sandboxes } from '#main/agents/sandbox.ts'
import { machineOutside } from '#main/agents/network/outside.ts'
import { openTurnNetwork } from '#main/agents/network/turn-network.ts'
import { TurnProcesses } from '#main/agents/turn-processes.ts'
import { openTurnSandbox } from '#main/agents/turn-sandbox.ts'
import { type Figure, figure, timed } from './figures.ts'

/** What holding and keeping a turn's commands adds to each: `true`, with nothing around it and with each in turn. */
export async function sandboxFigures(folder: string, runs: number): Promise<readonly Figure[]> {
  const [home, worktree] = ['home', 'worktree'].map((name) => path.join(folder, name)) as [string, string]
  for (const made of [home, worktree]) mkdirSync(made, { recursive: true })
  const namespace = await new Containments(home).get(true)
  const found = await new Sandboxes(process.env).get('all', false, namespace)
  if (found.kind === 'none') {
    process.stderr.write(`${found.why} Its figures are left out.\n`)
    return []
  }
  const place = { home, worktree, git: null, env: process.env, readable: [], agent: null, network: null }
  const opened: number[] = []
  for (let run = 0; run < runs; run += 1)
    opened.push(await timed(async () => (await openTurnSandbox(found, place)).close()))
  const sandbox = await openTurnSandbox(found, place)
  const reach = { allowed: [], needless: [], configured: [], forwarded: [] }
  const networkOf = (): ReturnType<typeof openTurnNetwork> =>
    openTurnNetwork({
      program: found.program,
      reach,
      asks: { mayReach: () => Promise.resolve('denied') },
      outside: machineOutside,
      env: process.env,
    })
  const made: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const network = networkOf()
    made.push(await timed(() => network.enter(null)))
    await network.close()
  }
  const withNetwork = await openTurnSandbox(found, { ...place, network: networkOf() })
  const turns = {
    plain: turnOf(processGroups(''), null),
    held: turnOf(namespace, null),
    kept: turnOf(namespace, sandbox),
    networked: turnOf(namespace, withNetwork),
  }
  const command = async (turn: TurnProcesses): Promise<number> =>
    timed(async () => {
      const process = await turn.start({
        ...{ file: '/bin/sh', args: ['-c', ':'], folder: worktree, input: 'none' },
        env: { PATH: '/usr/bin:/bin' },
        onOutput: () => Promise.resolve(),
      })
      await process.ended
      await process.closed
    })
  // The first of a turn makes its namespace.
  for (const turn of Object.values(turns)) await command(turn)
  const held: number[] = []
  const kept: number[] = []
  const networked: number[] = []
  const eight: number[] = []
  for (let run = 0; run < runs * 3; run += 1) {
    const plain = await command(turns.plain)
    const inNamespace = await command(turns.held)
    held.push(inNamespace - plain)
    kept.push((await command(turns.kept)) - plain)
    networked.push((await command(turns.networked)) - plain)
  }
  for (let run = 0; run < runs; run += 1)
    eight.push(await timed(() => Promise.all(Array.from({ length: 8 }, () => command(turns.networked)))))
  for (const turn of Object.values(turns)) await turn.stop()
  await sandbox.close()
  await withNetwork.close()
  return [
    figure('a command in its turn’s process namespace: more than without', 'ms', held, {
      of: 'median',
      atMost: 20,
    }),
    figure('a command in the sandbox too: more than without either', 'ms', kept, {
      of: 'median',
      atMost: 100,
    }),
    figure('a command in its turn’s network too: more than without any', 'ms', networked, {
      of: 'median',
      atMost: 100,
    }),
    figure('eight such commands at once', 'ms', eight),
    figure('what a turn’s sandbox takes before its first command', 'ms', opened),
    figure('what its network takes, once', 'ms', made),
  ]
}

function turnOf(
  containment: Containment,
  sandbox: Awaited<ReturnType<typeof openTurnSandbox>> | null,
): TurnProcesses {
  return new TurnProcesses({ containment, mark: {}, sandbox })
}
