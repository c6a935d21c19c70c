import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ServeOptions } from '#main/serve.ts'
import { askingAgent } from './asking-agent.ts'

/** The built plain-Node host with an agent more, one that asks: `asking-host-process.ts [--port N] [FOLDER]`. */
const [first, second, ...rest] = process.argv.slice(2)
const port = first === '--port' ? Number(second) : undefined
const folder = first === '--port' ? rest[0] : first
const file = pathToFileURL(path.resolve('out/main/serve.js')).href
const { serve } = (await import(file)) as { serve: (options: ServeOptions) => Promise<number> }
process.exitCode = await serve({ port, path: folder, agents: [askingAgent] })
