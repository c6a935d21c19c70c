// A little server of the Model Context Protocol: reads, writes, crashes, and changes what it offers.
import { writeFileSync } from 'node:fs'
import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { z } from 'zod'

const [mode] = process.argv.slice(2)
if (mode === 'broken') {
  process.stderr.write('no such pond\n')
  process.exit(3)
}
serveStdio(() => {
  const server = new McpServer({ name: 'little', version: '1' })
  const text = (value) => ({ content: [{ type: 'text', text: value }] })
  server.registerTool(
    'depth',
    {
      description: 'How deep a pond is.',
      inputSchema: z.object({ pond: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ pond }) => text(`${pond} is 3 m deep; ${process.env.LITTLE ?? 'nothing'} in ${process.cwd()}`),
  )
  server.registerTool(
    'fill',
    { description: 'Fills it.', inputSchema: z.object({ file: z.string() }) },
    ({ file }) => {
      try {
        writeFileSync(file, 'water\n')
        return text('It is full.')
      } catch (error) {
        return { ...text(String(error.code)), isError: true }
      }
    },
  )
  server.registerTool('long', { inputSchema: z.object({}), annotations: { readOnlyHint: true } }, () =>
    text(`begin${'x'.repeat(100_000)}end`),
  )
  server.registerTool('crash', { inputSchema: z.object({}), annotations: { readOnlyHint: true } }, () => {
    process.exit(7)
  })
  if (mode === 'large')
    server.registerTool(
      'large',
      { description: 'x'.repeat(5000), inputSchema: z.object({ ['y'.repeat(20_000)]: z.string() }) },
      () => text(''),
    )
  return server
})
