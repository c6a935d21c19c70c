// What an agent's client inside a turn does with the review of its session; writes what it got beside it.
import { writeFileSync } from 'node:fs'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

const [pipe, out] = process.argv.slice(2)
const { WINNOW_MCP, WINNOW_MCP_TOKEN } = process.env
const env = { WINNOW_MCP, WINNOW_MCP_TOKEN }
const client = new Client({ name: 'inside', version: '1' })
await client.connect(new StdioClientTransport({ command: process.execPath, args: [pipe], env }))
const call = async (name, args) => {
  const { content, isError } = await client
    .callTool({ name, arguments: args })
    .catch((error) => ({ content: [{ text: String(error) }], isError: true }))
  return { text: content[0].text, isError: isError === true }
}
const { tools } = await client.listTools()
const got = {
  env,
  tools: tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]),
  undecided: await call('list_undecided', {}),
  rejected: await call('list_rejected', {}),
  pins: await call('propose_pins', { pins: [{ path: 'a.txt', line: 2, reason: 'From inside' }] }),
  explained: await call('propose_explanation', { explanation: 'Two is zwei now.' }),
  wrong: await call('propose_pins', { pins: [{ path: 'a.txt', line: 99, reason: 'Nowhere' }] }),
  guessed: await call('review.decide', { session: 'other', decisions: [] }),
}
await client.close()
writeFileSync(out, JSON.stringify(got))
