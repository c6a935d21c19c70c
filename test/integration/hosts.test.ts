import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { connectToOwner } from '#main/client/connect.ts'
import { recordFile } from '#main/instance/record.ts'
import { version } from '#main/version.ts'
import { temporaryFolder, TestRepository, testGitEnvironment } from '#test/support/repository.ts'

/** The built hosts, as people start them. */
const script = path.resolve('out/main/serve.js')
let folder: ReturnType<typeof temporaryFolder>
let home: string
let children: ChildProcess[]

beforeEach(() => {
  if (!existsSync(script)) throw new Error('Winnow is not built: npm run build')
  folder = temporaryFolder()
  home = path.join(folder.path, 'home')
  children = []
})
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  folder.remove()
})

interface Served {
  readonly child: ChildProcess
  /** What it printed until now. */
  text(): string
  /** Waits for a link, or throws with all it said when it ends first. */
  link(): Promise<URL>
  ended(): Promise<number | null>
}

function serve(...args: string[]): Served {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...testGitEnvironment(folder.path), WINNOW_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part))
  const closed = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    text: () => text,
    ended: () => closed,
    link: () =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = /http:\/\/\S+/.exec(text)
          if (found) resolve(new URL(found[0]))
        }
        child.stdout.on('data', look)
        void closed.then((code) => {
          look()
          reject(new Error(`ended with ${String(code)}: ${text}`))
        })
        look()
      }),
  }
}

describe('winnow serve', () => {
  it('prints a link to a page that it lets in once, and goes when it is told to', async () => {
    const host = serve()
    const link = await host.link()
    expect(link.hostname).toBe('127.0.0.1')
    const page = await fetch(link)
    expect(page.status).toBe(200)
    const html = await page.text()
    const scripts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => String(name))
    expect(scripts.length).toBeGreaterThan(0)
    for (const name of scripts) expect((await fetch(new URL(name, link))).status).toBe(200)
    const connection = unwrap(await connectToOwner(home, version))
    expect(await connection.client.workbench.info()).toMatchObject({ host: 'web', home, version })
    connection.close()
    host.child.kill('SIGTERM')
    expect(await host.ended()).toBe(0)
    expect(existsSync(recordFile(home))).toBe(false)
    expect(host.text().trim().split('\n')).toHaveLength(1)
  })

  it('started twice, prints a fresh link of the first, with the repository opened there', async () => {
    const repository = new TestRepository(path.join(folder.path, 'repository'))
    repository.commit('one', { 'a.txt': 'a\n' })
    const first = serve()
    const link = await first.link()
    const second = serve(repository.path)
    const other = await second.link()
    expect(other.port).toBe(link.port)
    expect(other.search).not.toBe(link.search)
    expect(await second.ended()).toBe(0)
    const connection = unwrap(await connectToOwner(home, version))
    const list = await connection.client.repository.list()
    expect(list.map(({ name }) => name)).toEqual(['repository'])
    connection.close()
  })

  it('started after a kill, takes over', async () => {
    const first = serve()
    await first.link()
    first.child.kill('SIGKILL')
    await first.ended()
    expect(existsSync(recordFile(home))).toBe(true)
    const second = serve()
    await second.link()
    const connection = unwrap(await connectToOwner(home, version))
    expect(connection.owner.pid).toBe(second.child.pid)
    connection.close()
  })

  it('says what is wrong with a port, and with words it does not know', async () => {
    const first = serve()
    const { port } = await first.link()
    const own = home
    home = path.join(folder.path, 'other')
    const taken = serve('--port', port)
    expect(await taken.ended()).toBe(1)
    expect(taken.text()).toContain(`Port ${port} is taken`)
    home = own
    for (const words of [['--port', 'x'], ['--port', '70000'], ['--nonsense']]) {
      const wrong = serve(...words)
      expect(await wrong.ended()).toBe(2)
      expect(wrong.text()).not.toBe('')
    }
  })
})
