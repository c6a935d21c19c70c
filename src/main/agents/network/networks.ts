import { createServer } from 'node:net'
import { once } from 'node:events'
import type { Settings } from '#shared/domain/settings/settings.ts'
import type { Containment } from '../containment.ts'
import type { Sandbox } from '../sandbox.ts'
import { TurnProcesses } from '../turn-processes.ts'
import { bubblewrapArguments } from '../file-access.ts'
import { openTurnNetwork } from './turn-network.ts'
import { machineOutside } from './outside.ts'

/** What network the commands of turns have: one that asks, or that of the machine; then `why` says it in a sentence. */
export type Network = { readonly kind: 'asked' } | { readonly kind: 'open'; readonly why: string }

/** What of the network agents can be kept from on this machine. What can be done is tried out once. */
export class Networks {
  #found: Promise<string | null> | null = null

  /** `wanted` is the setting; `sandbox` keeps the commands from files, `containment` holds their processes. */
  async get(wanted: Settings['network'], sandbox: Sandbox, containment: Containment): Promise<Network> {
    if (sandbox.kind === 'none')
      return { kind: 'open', why: 'Without the sandbox it has the network as you have it.' }
    if (wanted === 'open') return { kind: 'open', why: 'The network is open to agents in the settings.' }
    const fault = await (this.#found ??= tryOut(sandbox.program, containment))
    if (fault === null) return { kind: 'asked' }
    return {
      kind: 'open',
      why: `This system gives Winnow no network of a turn’s own (${fault}), so the network is open to it.`,
    }
  }
}

/** Says which of this machine's port and the proxy can be reached. */
const attempt = `
const [port, proxy] = process.argv.slice(1)
const tell = (name, it) => it
  .then(() => name + ' answers', () => name + ' does not')
  .then((text) => console.log(text))
const net = require('node:net')
const reached = (at, says) => new Promise((resolve, reject) => {
  const socket = net.connect(at, '127.0.0.1', () => {
    if (says === null) return resolve(socket.destroy())
    socket.write('CONNECT 0.0.0.0:1 HTTP/1.1\\r\\n\\r\\n')
    socket.once('data', (bytes) => (socket.destroy(), String(bytes).startsWith(says) ? resolve() : reject()))
  })
  socket.once('error', reject)
})
tell('machine', reached(Number(port), null)).then(() => tell('proxy', reached(Number(proxy), 'HTTP/1.1 403')))`

/** Has a command in one try what it may not, just as those of turns are run; what is wrong, in a few words, or null. */
async function tryOut(program: string, containment: Containment): Promise<string | null> {
  const listening = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  if (!listening.listening) await once(listening, 'listening')
  const address = listening.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const network = openTurnNetwork({
    program,
    reach: { allowed: [], configured: [], needless: [], forwarded: [] },
    asks: { mayReach: () => Promise.resolve('unanswered') },
    outside: machineOutside,
    env: {},
  })
  const access = { hidden: [], closed: [], readable: [], writable: [], kept: [] }
  const processes = new TurnProcesses({
    containment,
    mark: {},
    sandbox: { before: () => Promise.resolve([program, ...bubblewrapArguments(access)]), env: {}, network },
  })
  let said = ''
  try {
    const proxy = new URL(network.env['HTTP_PROXY'] ?? '').port
    const trial = await processes.start({
      file: process.execPath,
      args: ['-e', attempt, '--', String(port), proxy],
      folder: '/',
      env: { PATH: process.env['PATH'] ?? '', ELECTRON_RUN_AS_NODE: '1' },
      input: 'none',
      onOutput(bytes) {
        said += Buffer.from(bytes).toString('utf8')
        return Promise.resolve()
      },
    })
    const end = await trial.ended
    await processes.stop()
    if (said === 'machine does not\nproxy answers\n') return null
    if (end.kind === 'notStarted') return end.reason
    return said.includes('machine answers')
      ? 'it does not keep what it should'
      : said.trim().split('\n').at(-1)?.slice(0, 300) || 'nothing can be started in it'
  } finally {
    await network.close()
    listening.close()
  }
}
