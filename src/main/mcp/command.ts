import { err, ok, type Result } from '#shared/base/result.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { LineTransport } from './line-transport.ts'
import { pipeToTurn } from './pipe.ts'

type Served = Result<null, { readonly kind: string; readonly message: string }>

/** Serves the review of a session on this process's streams until they end, by way of a client of the workbench. */
export async function serveSessionReview(
  client: WorkbenchClient,
  session: string,
  version: string,
): Promise<Served> {
  const known = await client.session.get({ session })
  if (!known.ok) return known
  const { serveReview } = await import('./review-server.ts')
  const source = {
    changeset: () => client.changeset.get({ session }),
    file: (path: string) => client.changeset.file({ session, path }),
    async propose(args: Readonly<Record<string, unknown>>): Promise<Result<string, string>> {
      const proposed = await client.review.propose({ session, proposal: args })
      return proposed.ok ? ok(proposed.value) : err(proposed.error.message)
    },
  }
  await serveReview(source, version, new LineTransport(process.stdin, process.stdout))
  return ok(null)
}

/** Serves the review of the session in whose turn this process runs. */
export async function serveTurnReview(env: Readonly<Record<string, string | undefined>>): Promise<Served> {
  const piped = pipeToTurn(env)
  if (piped === null)
    return err({
      kind: 'usage',
      message:
        'It is not said of which session. Name it: `winnow mcp SESSION`; `winnow sessions` lists them. Inside an agent’s turn it is known.',
    })
  if (await piped) return ok(null)
  return err({
    kind: 'unreachable',
    message: 'The turn that this was for is over, so its review is not served any more. Nothing was done.',
  })
}
