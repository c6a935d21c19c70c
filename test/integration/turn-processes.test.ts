import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { processGroups } from '#main/agents/containment.ts'
import { TurnProcesses } from '#main/agents/turn-processes.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function run(processes: TurnProcesses, line: string): Promise<WeakRef<object>> {
  const group = await processes.start({
    file: '/bin/sh',
    args: ['-c', line],
    folder: '/',
    env: { PATH: process.env['PATH'] ?? '' },
    input: 'none',
    onOutput: () => Promise.resolve(),
  })
  await group.closed
  return new WeakRef(group)
}

// A turn of thousands of commands kept each of them in memory until its end.
test('a command that is over is let go, one that left something in its group is not', async () => {
  const processes = new TurnProcesses({ containment: processGroups(''), mark: {}, sandbox: null })
  const over = await run(processes, 'echo over')
  const leaves = await run(processes, 'sleep 1000 >/dev/null 2>&1 3>&- 4>&- &')
  await expect
    .poll(() => {
      collect()
      return over.deref()
    })
    .toBeUndefined()
  expect(leaves.deref()).toBeDefined()
  await processes.stop()
})
