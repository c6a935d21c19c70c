import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { endProcess } from '#test/support/workbench-driver.ts'

/** An X server for windows nobody looks at; null where this machine has a display of its own. */
export interface Display {
  readonly environment: Readonly<Record<string, string>>
  end(): Promise<void>
}

/** Starts a display if there is none. Rejects where no `Xvfb` is installed. */
export async function openDisplay(): Promise<Display> {
  const own = process.env['DISPLAY']
  if (own || process.platform !== 'linux')
    return { environment: own ? { DISPLAY: own } : {}, end: () => Promise.resolve() }
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const number = await new Promise<string>((resolve, reject) => {
    let text = ''
    server.on('error', reject)
    server.on('close', () => reject(new Error('Xvfb ended at once')))
    server.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (text.includes('\n')) resolve(text.trim())
    })
  })
  return { environment: { DISPLAY: `:${number}` }, end: () => endProcess(server) }
}

/** Milliseconds from the start of the process, by the moments that the page noted. */
export interface WindowStart {
  readonly [moment: string]: number
}

/**
 * Starts Electron on an app and gives the moments that `expression` finds in its page: an object of times on the
 * page's own clock, or null for as long as they did not all come.
 */
export async function startWindow(options: {
  readonly electron: string
  readonly app: string
  readonly args?: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly expression: string
}): Promise<WindowStart> {
  const startedAt = Date.now() + (performance.now() % 1)
  const asRoot = process.getuid?.() === 0
  const child = spawn(
    options.electron,
    [...(asRoot ? ['--no-sandbox'] : []), '--remote-debugging-port=0', options.app, ...(options.args ?? [])],
    { env: { ...options.environment }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  try {
    const port = await debuggingPort(child)
    const socket = new WebSocket(await pageSocket(port))
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve())
      socket.addEventListener('error', () => reject(new Error('the page could not be reached')))
    })
    const ask = (id: number): Promise<Record<string, number> | null> =>
      new Promise((resolve) => {
        const take = (event: MessageEvent): void => {
          const answer = JSON.parse(String(event.data)) as {
            id?: number
            result?: { result?: { value?: Record<string, number> | null } }
          }
          if (answer.id !== id) return
          socket.removeEventListener('message', take)
          resolve(answer.result?.result?.value ?? null)
        }
        socket.addEventListener('message', take)
        const params = { expression: options.expression, returnByValue: true }
        socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }))
      })
    for (let id = 1; ; id += 1) {
      const moments = await ask(id)
      if (moments) {
        socket.close()
        return Object.fromEntries(Object.entries(moments).map(([name, at]) => [name, at - startedAt]))
      }
      // Seldom, because the looking takes from what is measured.
      await pause(100)
    }
  } finally {
    await endProcess(child)
  }
}

function debuggingPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const found = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(text)
      if (found?.[1]) resolve(found[1])
    })
    child.on('error', reject)
    child.on('close', (code) => reject(new Error(`Electron ended with ${String(code)}:\n${text}`)))
  })
}

async function pageSocket(port: string): Promise<string> {
  for (;;) {
    const listed = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
      type: string
      webSocketDebuggerUrl: string
    }[]
    const page = listed.find((target) => target.type === 'page')
    if (page) return page.webSocketDebuggerUrl
    await pause(50)
  }
}
