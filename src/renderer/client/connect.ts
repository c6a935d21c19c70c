import { repeatableProcedures } from '#shared/contract/repeatable.ts'
import { createWorkbenchClient, type WorkbenchClient } from '#shared/rpc/client.ts'
import { greet } from '#shared/rpc/greeting.ts'
import { closeCode } from '#shared/rpc/handshake.ts'
import { obtainCredentials } from './credentials.ts'
import { ReconnectingLink, type Attempt, type ConnectionState } from './reconnecting-link.ts'
import { newNonce, prove } from './prove.ts'
import { openSocket } from './socket-channel.ts'
import { inWindow, requestPort } from './window-port.ts'
import type { Disposable } from '#shared/base/disposable.ts'

const needsLink =
  'The workbench was started anew, or this page was never let in. ' +
  'Run `winnow open` in a terminal on the machine where Winnow runs, and use the link it prints.'

const answerTime = 10_000

/** How the page reaches one workbench. */
export interface Connection {
  readonly client: WorkbenchClient
  /** How the page stands with it now. */
  readonly state: () => ConnectionState
  /** Hears of every change of that. */
  readonly onState: (listener: (state: ConnectionState) => void) => Disposable
}

/**
 * Connects to the workbench, whichever host this page has. The client lasts as long as the page: when a connection
 * is lost it makes the next one by itself. Rejects with a sentence for the person when the page is not let in.
 */
export async function connect(): Promise<Connection> {
  const link = new ReconnectingLink(
    () => (inWindow() ? attemptPort() : attemptSocket()),
    repeatableProcedures,
  )
  await link.connect()
  const probe = (): void => void link.probe()
  window.addEventListener('online', probe)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') probe()
  })
  return {
    client: createWorkbenchClient(link),
    state: () => link.state,
    onState: (listener) => link.onState(listener),
  }
}

async function attemptPort(): Promise<Attempt> {
  const channel = await requestPort()
  return channel ? { kind: 'open', channel } : { kind: 'failed' }
}

async function attemptSocket(): Promise<Attempt> {
  const credentials = await obtainCredentials().catch(() => undefined)
  if (credentials === undefined) return { kind: 'failed' }
  if (credentials === null) return { kind: 'refused', message: needsLink }
  const channel = await openSocket(`ws://${location.host}/rpc`)
  if (!channel) return { kind: 'failed' }
  // A connection can also be taken and never answered (a forwarded port without its far end).
  const timer = setTimeout(() => channel.close({ code: 1006, reason: 'no answer' }), answerTime)
  const greeting = await greet(channel, { ...credentials, nonce: newNonce(), prove })
  clearTimeout(timer)
  if ('channel' in greeting) return { kind: 'open', channel: greeting.channel }
  switch (greeting.closing.code) {
    case closeCode.unauthorized:
      return { kind: 'refused', message: needsLink }
    case closeCode.version:
      return { kind: 'refused', message: 'The workbench is of another version now. Load this page again.' }
    default:
      return { kind: 'failed' }
  }
}
