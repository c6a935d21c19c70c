import type {
  AnyMessage,
  ClientConnection,
  RequestPermissionRequest,
  RequestPermissionResponse,
} from '@agentclientprotocol/sdk'
import { startAgentServer, type AgentServer } from '../agent-server.ts'
import type { TurnContext } from '../adapter.ts'
import { readUpdate, type ReadUpdate } from './update-schema.ts'

export interface AcpListener {
  update(read: ReadUpdate): void
  permission(request: RequestPermissionRequest): Promise<RequestPermissionResponse>
  /** Settles once what was told so far is kept; reading waits for it. */
  kept(): Promise<void>
}

export interface AcpConnection {
  readonly agent: ClientConnection['agent']
  readonly server: AgentServer
}

/**
 * Starts an agent that speaks the Agent Client Protocol for one turn. Its files are its own to read and write: what it
 * changed is what git finds in the worktree, whatever it tells.
 */
export async function connectAcp(
  context: TurnContext,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  listener: AcpListener,
): Promise<AcpConnection> {
  const acp = await import('@agentclientprotocol/sdk')
  let pass: ReadableStreamDefaultController<Uint8Array> | null = null
  const readable = new ReadableStream<Uint8Array>({ start: (controller) => void (pass = controller) })
  const server = await startAgentServer(context, command, {
    env,
    async onOutput(bytes) {
      pass?.enqueue(new Uint8Array(bytes))
      await listener.kept()
    },
  })
  void server.ended.then(() => {
    try {
      pass?.close()
    } catch {
      // It was closed with the connection.
    }
  })
  const decoder = new TextDecoder()
  const writable = new WritableStream<Uint8Array>({
    write(chunk) {
      if (!server.write(decoder.decode(chunk, { stream: true })))
        throw new Error('the agent does not read any more')
    },
  })
  const app = acp
    .client({ name: 'winnow' })
    .onRequest(acp.methods.client.session.requestPermission, ({ params }) => listener.permission(params))
  const stream = acp.ndJsonStream(writable, readable)
  // The library drops an update that it does not know, with a word on standard error.
  const rest = stream.readable.pipeThrough(
    new TransformStream<AnyMessage, AnyMessage>({
      transform(message, controller) {
        if (!('method' in message) || message.method !== acp.methods.client.session.update)
          return controller.enqueue(message)
        const read = readUpdate(message.params)
        if (read !== null) listener.update(read)
      },
    }),
  )
  return { agent: app.connect({ writable: stream.writable, readable: rest }).agent, server }
}
