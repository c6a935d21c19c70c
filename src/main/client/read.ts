import type { AnyRouter } from '@orpc/server'
import type { Disposable } from '#shared/base/disposable.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { memoryChannels } from '#shared/rpc/channel.ts'
import { createChannelLink, createWorkbenchClient, type WorkbenchClient } from '#shared/rpc/client.ts'
import type { OnlyRead } from '../instance/only-read.ts'
import { createRpcServer } from '../rpc/server.ts'
import { copyToRead } from '../store/copy-to-read.ts'
import type { StoreFailure } from '../store/failures.ts'

/** A workbench in this process on a data folder that it does not own. */
export interface ReadingWorkbench {
  readonly client: WorkbenchClient
  close(): Promise<void>
}

/**
 * Opens a data folder that can't be owned, to read it: on a copy of its database, which is removed at the end. `workbench`
 * makes it with the folder that has the copy. What does more than read is refused.
 */
export async function readWorkbench(options: {
  readonly home: string
  readonly why: OnlyRead
  readonly workbench: (
    copy: string,
  ) => Promise<Result<{ readonly router: AnyRouter; dispose(): Promise<void> }, StoreFailure>>
}): Promise<Result<ReadingWorkbench, StoreFailure>> {
  const { home } = options
  const copied = await copyToRead(home)
  if (!copied.ok) return copied
  const copy = copied.value
  const removing = removeAtEnd(() => copy.remove())
  const made = await options.workbench(copy.folder)
  if (!made.ok) {
    removing.dispose()
    // The person knows nothing of the copy.
    return err({ ...made.error, message: made.error.message.replaceAll(copy.folder, home), paths: [home] })
  }
  const server = createRpcServer({ router: made.value.router })
  const [near, far] = memoryChannels()
  server.serve(far, { client: 'commandLine', onlyReads: options.why.refusal })
  const link = createChannelLink(near)
  return ok({
    client: createWorkbenchClient(link),
    async close() {
      await server.drain(10_000)
      await made.value.dispose()
      removing.dispose()
    },
  })
}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Has `remove` run when it is disposed of, and also where the process ends before. */
export function removeAtEnd(remove: () => void): Disposable {
  const end = (signal: NodeJS.Signals): void => {
    remove()
    stop()
    process.kill(process.pid, signal)
  }
  const stop = (): void => {
    process.removeListener('exit', remove)
    for (const signal of endings) process.removeListener(signal, end)
  }
  process.once('exit', remove)
  for (const signal of endings) process.once(signal, end)
  return {
    dispose() {
      stop()
      remove()
    },
  }
}
