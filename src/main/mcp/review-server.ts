import { McpServer, type Transport } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { z } from 'zod'
import type { Result } from '#shared/base/result.ts'
import { proposalLimits } from '#shared/domain/review/proposed-review.ts'
import { pageOf, type ReviewSource } from './review-tools.ts'

const page = z.object({
  from: z.number().int().min(0).max(1_000_000).default(0).describe('The position to begin at; see `next`.'),
})

const pin = z.object({
  path: z.string().describe('The file, relative to the root of the worktree.'),
  line: z.number().int().min(1).optional().describe('Its line as it is now, from 1.'),
  quote: z.string().optional().describe('Instead of the line or with it: a part of that line.'),
  reason: z.string().describe(`Why it is worth reading, in at most ${proposalLimits.reason} characters.`),
})

const reads = { readOnlyHint: true, openWorldHint: false }
const proposes = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
}

/** The four tools of one session's review. None of them decides or lands anything, and there is no fifth. */
function reviewServer(source: ReviewSource, version: string): McpServer {
  const server = new McpServer(
    { name: 'winnow', title: 'Winnow', version },
    {
      instructions:
        'The review of the change that you work at. The person decides each hunk; here you can see what is undecided and rejected, and propose how to read the change.',
    },
  )
  server.registerTool(
    'list_undecided',
    {
      title: 'List undecided hunks',
      description: 'The hunks of the newest revision that the person has not decided yet, a page at a time.',
      inputSchema: page,
      annotations: reads,
    },
    async ({ from }) => answer(await pageOf(source, null, from)),
  )
  server.registerTool(
    'list_rejected',
    {
      title: 'List rejected hunks',
      description:
        'The hunks of the newest revision that the person rejected, with the reasons that they gave.',
      inputSchema: page,
      annotations: reads,
    },
    async ({ from }) => answer(await pageOf(source, 'reject', from)),
  )
  server.registerTool(
    'propose_explanation',
    {
      title: 'Explain the change',
      description: `Shows the person what the change does and why: Markdown, at most ${proposalLimits.explanation} characters. The next one takes its place.`,
      inputSchema: z.object({ explanation: z.string() }),
      annotations: proposes,
    },
    async ({ explanation }) => answer(await source.propose({ explanation })),
  )
  server.registerTool(
    'propose_pins',
    {
      title: 'Pin what is worth reading',
      description: `Shows the person places of the change worth reading, at most ${proposalLimits.pins}. The next list takes the place of this one; an empty one takes them away.`,
      inputSchema: z.object({ pins: z.array(pin) }),
      annotations: proposes,
    },
    async ({ pins }) => answer(await source.propose({ pins })),
  )
  return server
}

/** Serves them until the connection ends; settles then. */
export async function serveReview(
  source: ReviewSource,
  version: string,
  transport: Transport,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const serving = serveStdio(() => reviewServer(source, version), { transport, maxSubscriptions: 4 })
    const { onclose } = transport
    transport.onclose = () => {
      onclose?.()
      void serving.close().then(resolve, () => resolve())
    }
  })
}

function answer(result: Result<unknown, string>): {
  readonly content: { readonly type: 'text'; readonly text: string }[]
  readonly isError?: boolean
} {
  if (!result.ok) return { content: [{ type: 'text', text: result.error }], isError: true }
  const text = typeof result.value === 'string' ? result.value : JSON.stringify(result.value, null, 1)
  return { content: [{ type: 'text', text }] }
}
