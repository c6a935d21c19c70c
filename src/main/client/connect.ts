import { WebSocket } from 'ws'
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
import { readRecord, type InstanceRecord } from '../instance/record.ts'
import { socketChannel } from '../rpc/socket-channel.ts'

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

/** Connects to the owner of a data folder; the channel is ready for requests. */
export async function reachOwner(
  home: string,
  version: string,
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
  const socket = new WebSocket(`ws://${owner.address}/client`, {
    maxPayload: maxMessage,
    perMessageDeflate: false,
    handshakeTimeout: helloTime,
    followRedirects: false,
  })
  const channel = socketChannel(socket)
  const opened = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true))
    socket.once('close', () => resolve(false))
  })
  if (!opened) return unreachable
  const timer = setTimeout(() => socket.terminate(), helloTime)
  const greeting = await greet(channel, { secret: owner.secret, version })
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
