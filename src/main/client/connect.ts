import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { WebSocket, type ClientOptions } from 'ws'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Channel } from '#shared/rpc/channel.ts'
import {
  createChannelLink,
  createWorkbenchClient,
  type ChannelLink,
  type WorkbenchClient,
} from '#shared/rpc/client.ts'
import { greet } from '#shared/rpc/greeting.ts'
import { closeCode } from '#shared/rpc/handshake.ts'
import type { InstanceFailure } from '../instance/failure.ts'
import { clientSocket, hasClientSocket, isOwnSocket, shortName } from '../instance/client-socket.ts'
import { holdProof, proofHeaders } from '../instance/proof.ts'
import { readRecord, type InstanceRecord } from '../instance/record.ts'
import { prove } from '../rpc/prove.ts'
import { socketChannel } from '../rpc/socket-channel.ts'
import { randomToken } from '../system/random-token.ts'

/** A connection to the process that owns a data folder. */
export interface OwnerConnection {
  readonly client: WorkbenchClient
  readonly link: ChannelLink
  readonly owner: InstanceRecord
  close(): void
}

/** The largest answer that is taken, in bytes. */
const maxMessage = 1 << 30
const helloTime = 5000

/** Connects to the owner of a data folder, for windows or as a command line; the channel is ready for requests. */
export async function reachOwner(
  home: string,
  version: string,
  client: 'window' | 'commandLine' = 'commandLine',
): Promise<Result<{ readonly channel: Channel; readonly owner: InstanceRecord }, InstanceFailure>> {
  const owner = readRecord(home)
  if (!owner) return err({ kind: 'noOwner', message: `No Winnow is running on the data folder ${home}.` })
  const unreachable = err<InstanceFailure>({
    kind: 'unreachable',
    message:
      `The Winnow that uses the data folder ${home} (process ${owner.pid}) does not answer. Nothing was changed. ` +
      'Wait a moment and try again; if it hangs, end that process.',
    paths: [home],
  })
  const way = await wayTo(home, owner, client)
  if (way === null) return unreachable
  const socket = new WebSocket(way.url, {
    maxPayload: maxMessage,
    perMessageDeflate: false,
    handshakeTimeout: helloTime,
    followRedirects: false,
    ...way.options,
  })
  const channel = socketChannel(socket)
  const opened = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true))
    socket.once('close', () => resolve(false))
  })
  way.close()
  if (!opened) return unreachable
  const timer = setTimeout(() => socket.terminate(), helloTime)
  const greeting = await greet(channel, { secret: owner.secret, version, nonce: randomToken(), prove })
  clearTimeout(timer)
  if ('channel' in greeting) return ok({ channel: greeting.channel, owner })
  if (greeting.closing.code !== closeCode.version) return unreachable
  return err({
    kind: 'version',
    message:
      `The Winnow that uses the data folder ${home} (process ${owner.pid}) is version ${owner.version}, this one is ` +
      `${version}. Nothing was changed. End it, then try again.`,
    paths: [home],
  })
}

/** How to reach an owner, until it is reached; null where nobody is there. */
interface Way {
  readonly url: string
  readonly options: ClientOptions
  close(): void
}

/** By the socket of the folder, with a proof of which process this is; by its port where there is no socket. */
async function wayTo(
  home: string,
  owner: InstanceRecord,
  client: 'window' | 'commandLine',
): Promise<Way | null> {
  if (!hasClientSocket)
    return {
      url: `ws://${owner.address}/client`,
      options: { headers: { [proofHeaders.client]: client } },
      close: () => undefined,
    }
  // Nobody else can put one there, unless the folder was open to others.
  if (!isOwnSocket(home)) return null
  const socket = shortName(clientSocket(home))
  if (!socket.ok) return null
  const createConnection = (): Socket => connect(socket.value.name)
  const name = await askForProof(socket.value.name)
  if (name === null) {
    socket.value.close()
    return null
  }
  const proof = holdProof(home, name)
  return {
    url: 'ws://localhost/client',
    options: {
      createConnection,
      headers: {
        [proofHeaders.name]: name,
        [proofHeaders.pid]: String(process.pid),
        [proofHeaders.client]: client,
      },
    },
    close() {
      proof.close()
      socket.value.close()
    },
  }
}

/** The name of a file that the owner wants to see held open; null when it does not answer. */
function askForProof(socketPath: string): Promise<string | null> {
  return new Promise((resolve) => {
    const asking = request({ path: '/proof', socketPath, agent: false, timeout: helloTime }, (response) => {
      text(response).then(
        (said) => resolve(/^[0-9a-f]{32}\n$/.test(said) ? said.trim() : null),
        () => resolve(null),
      )
    })
    asking.on('timeout', () => asking.destroy())
    asking.on('error', () => resolve(null))
    asking.end()
  })
}

/** Connects to the owner of a data folder as its client. */
export async function connectToOwner(
  home: string,
  version: string,
): Promise<Result<OwnerConnection, InstanceFailure>> {
  const reached = await reachOwner(home, version)
  if (!reached.ok) return reached
  const link = createChannelLink(reached.value.channel)
  return ok({
    client: createWorkbenchClient(link),
    link,
    owner: reached.value.owner,
    close: () => link.close(),
  })
}
