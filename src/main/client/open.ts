import { setTimeout as pause } from 'node:timers/promises'
import type { ClientContext, ClientLink } from '@orpc/client'
import { ok, type Result } from '#shared/base/result.ts'
import {
  ConnectionLostError,
  createWorkbenchClient,
  type ChannelLink,
  type WorkbenchClient,
} from '#shared/rpc/client.ts'
import { startHost, type HostOptions, type RunningHost } from '../instance/host.ts'
import type { InstanceFailure } from '../instance/failure.ts'
import type { InstanceRecord } from '../instance/record.ts'
import { connectToOwner, type OwnerConnection } from './connect.ts'

/** A workbench to work with, in another process or in this one. */
export interface OpenedWorkbench {
  readonly client: WorkbenchClient
  /** Whether this process owns the data folder now. It may change: when the owner ends, a client takes over. */
  readonly role: 'client' | 'owner'
  readonly owner: InstanceRecord
  /**
   * Lets go. An owner first serves on while a session that a connected client waits for is running, then answers
   * what was begun.
   */
  close(): Promise<void>
}

export interface OpenOptions extends Pick<HostOptions, 'home' | 'version' | 'workbench'> {
  /** Milliseconds to keep trying while the data folder has an owner that cannot be reached (yet). */
  readonly patience?: number
  readonly signal?: AbortSignal
  readonly report?: HostOptions['report']
}

type Connection = { readonly link: ChannelLink } & (
  | { readonly host: RunningHost }
  | { readonly remote: OwnerConnection }
)

/**
 * For programs that run for a while: is the client of the data folder's owner, or owns it when there is none.
 * Two that start at once, and an owner that is just ending, are waited for.
 */
export async function openWorkbench(options: OpenOptions): Promise<Result<OpenedWorkbench, InstanceFailure>> {
  const first = await attach(options)
  if (!first.ok) return first
  let current: Connection = first.value
  let closed = false
  let reopening: Promise<void> | null = null

  const reopen = async (): Promise<void> => {
    const next = await attach(options)
    if (!next.ok) throw new Error(next.error.message)
    current = next.value
  }
  const call: ClientLink<ClientContext>['call'] = async (path, input, callOptions) => {
    for (;;) {
      const used = current
      try {
        return await used.link.call(path, input, callOptions)
      } catch (error) {
        if (closed || callOptions.signal?.aborted || 'host' in used || !wasNotBegun(error)) throw error
        // The owner ended before it began this: the next owner, or this process, does it.
        if (current === used) await (reopening ??= reopen().finally(() => (reopening = null)))
      }
    }
  }
  const client = createWorkbenchClient({ call })
  return ok({
    client,
    get role() {
      return 'host' in current ? 'owner' : 'client'
    },
    get owner() {
      return 'host' in current ? current.host.record : current.remote.owner
    },
    async close() {
      closed = true
      await reopening?.catch(() => {})
      if ('remote' in current) current.remote.close()
      else await endOwner(current.host)
    },
  })
}

function wasNotBegun(error: unknown): boolean {
  if (error instanceof ConnectionLostError) return !error.begun
  return error instanceof Error && 'code' in error && error.code === 'SERVICE_UNAVAILABLE'
}

async function endOwner(host: RunningHost): Promise<void> {
  await host.until(() => host.connections === 0 || host.running().length === 0)
  await host.end()
}

/** The owner, or the right to be it, tried for some seconds. */
async function attach(options: OpenOptions): Promise<Result<Connection, InstanceFailure>> {
  const { home, version, signal } = options
  const until = performance.now() + (options.patience ?? 10_000)
  for (let wait = 20; ; wait = Math.min(wait * 2, 500)) {
    const remote = await connectToOwner(home, version)
    if (remote.ok) return ok({ link: remote.value.link, remote: remote.value })
    if (remote.error.kind === 'version') return remote
    const started = await startHost({ ...options, kind: 'command' })
    if (started.ok) {
      const host = started.value
      const ready = await host.ready.catch(async (error: unknown) => {
        await host.end(0)
        throw error
      })
      if (ready.ok) return ok({ link: host.link(), host })
      await host.end(0)
      return ready
    }
    if (started.error.kind !== 'owned') return started
    if (performance.now() >= until) return remote.error.kind === 'unreachable' ? remote : started
    await pause(wait, undefined, signal ? { signal } : {})
  }
}
