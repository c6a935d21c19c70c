import type { Tool } from '@modelcontextprotocol/client'

/** Tools of all servers together, and characters of one's description and of its schema. */
export const toolLimits = { tools: 80, description: 1_000, schema: 10_000 } as const

/** A tool of a server, by the name that the model calls it by. */
export interface OfferedTool {
  readonly called: string
  readonly server: string
  readonly name: string
  readonly readOnly: boolean
  readonly definition: Readonly<Record<string, unknown>>
}

/** The tools of a server that can be offered, and the names of those that can't. `room` is how many may be. */
export function offeredTools(
  server: string,
  tools: readonly Tool[],
  room: number,
): { readonly offered: readonly OfferedTool[]; readonly left: readonly string[] } {
  const offered: OfferedTool[] = []
  const left: string[] = []
  for (const tool of tools) {
    const called = `mcp__${server}__${tool.name.replaceAll(/[^\w-]/g, '_')}`
    const fits =
      offered.length < room &&
      called.length <= 64 &&
      JSON.stringify(tool.inputSchema).length <= toolLimits.schema &&
      !offered.some((one) => one.called === called)
    if (!fits) {
      left.push(tool.name.slice(0, 64))
      continue
    }
    offered.push({
      called,
      server,
      name: tool.name,
      readOnly: tool.annotations?.readOnlyHint === true,
      definition: {
        type: 'function',
        name: called,
        description: (tool.description ?? tool.title ?? tool.name).slice(0, toolLimits.description),
        strict: false,
        parameters: tool.inputSchema,
      },
    })
  }
  return { offered, left }
}
