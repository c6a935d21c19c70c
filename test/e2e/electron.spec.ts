import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ElectronApplication, Page } from '@playwright/test'
import { recordFile } from '#main/instance/record.ts'
import { TestRepository } from '#test/support/repository.ts'
import {
  endProcess,
  expect,
  launchElectron,
  startServer,
  test,
  type Workbench,
} from '#test/support/workbench-driver.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const asRoot = process.getuid?.() === 0

/** Starts Electron on the test's data folder; everything the page complains of is kept. */
async function launch(
  workbench: Workbench,
  ...words: string[]
): Promise<{ app: ElectronApplication; page: Page; complaints: string[] }> {
  const app = await launchElectron(workbench.environment, ...words)
  const complaints: string[] = []
  app.on('window', (page) => {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
  })
  const page = await app.firstWindow()
  await page.waitForLoadState('load')
  return { app, page, complaints }
}

/** Waits until the page has its connection: the root element is filled by what the workbench answered. */
async function connected(page: Page): Promise<void> {
  await expect(page.locator('#root')).not.toBeEmpty()
  await expect(page.locator('#root')).not.toContainText('The workbench does not answer')
}

test.describe('the window', () => {
  test('is sandboxed and isolated, gets one port, and breaks no rule of its own policy', async ({
    workbench,
  }) => {
    const { app, page, complaints } = await launch(workbench)
    await connected(page)
    expect(page.url()).toBe('winnow://app/index.html')
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      return contents.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
    })
    const reach = await page.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in globalThis),
      bridge: Object.keys((globalThis as unknown as { winnow: object }).winnow),
      secure: isSecureContext,
    }))
    expect(reach).toEqual({ node: [], bridge: ['pathForFile'], secure: true })
    expect(complaints.filter((text) => /Content.Security|violat|refused|Insecure/i.test(text))).toEqual([])
    await app.close()
  })

  test('obeys the policy against scripts, styles from elsewhere, and eval', async ({ workbench }) => {
    const { app, page } = await launch(workbench)
    await connected(page)
    const outcome = await page.evaluate(async () => {
      const broken: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => broken.push(event.effectiveDirective))
      const state = globalThis as unknown as { ran?: boolean }
      const inline = document.createElement('script')
      inline.textContent = 'globalThis.ran = true'
      document.body.append(inline)
      const frame = document.createElement('iframe')
      frame.src = 'data:text/html,hello'
      document.body.append(frame)
      const remote = await fetch('https://example.test/').then(
        () => 'fetched',
        () => 'refused',
      )
      const file = await fetch('file:///etc/passwd').then(
        () => 'fetched',
        () => 'refused',
      )
      const others = await Promise.all(
        ['/../../package.json', '/assets/', '/..%2f..%2fpackage.json', '/main/index.js'].map((name) =>
          fetch(name).then(
            () => 'fetched',
            () => 'refused',
          ),
        ),
      )
      // Violations are reported by tasks of the page: one that was queued after them runs after them.
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.addEventListener('message', resolve, { once: true })
        port1.start()
        port2.postMessage(null)
      })
      const { headers } = await fetch('/index.html')
      const policy = headers.get('content-security-policy')
      return { ran: state.ran ?? false, broken: [...new Set(broken)].sort(), remote, file, others, policy }
    })
    expect(outcome.ran).toBe(false)
    expect(outcome.broken).toEqual(expect.arrayContaining(['frame-src', 'script-src-elem', 'connect-src']))
    expect(outcome).toMatchObject({ remote: 'refused', file: 'refused' })
    expect(outcome.policy).toContain("default-src 'none'; script-src 'self'; ")
    expect(outcome.policy).toContain("frame-ancestors 'none'")
    expect(outcome.others).toEqual(['refused', 'refused', 'refused', 'refused'])
    await app.close()
  })

  test('goes nowhere, opens nothing, and may nothing', async ({ workbench }) => {
    const { app, page } = await launch(workbench)
    await connected(page)
    const opened = await page.evaluate(async () => {
      const popup = window.open('https://example.test/')
      const own = window.open('/index.html')
      const link = document.createElement('a')
      link.href = 'https://example.test/'
      link.target = '_blank'
      document.body.append(link)
      link.click()
      location.href = 'https://example.test/'
      const permissions = await Promise.all(
        ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'].map((name) =>
          navigator.permissions.query({ name: name as PermissionName }).then(
            ({ state }) => state,
            () => 'denied',
          ),
        ),
      )
      const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'given',
        () => 'denied',
      )
      const copying = (await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })).state
      return {
        popup: popup === null,
        own: own === null,
        permissions: [...new Set(permissions)],
        media,
        copying,
      }
    })
    expect(opened).toEqual({
      popup: true,
      own: true,
      permissions: ['denied'],
      media: 'denied',
      copying: 'granted',
    })
    expect(page.url()).toBe('winnow://app/index.html')
    expect(app.windows()).toHaveLength(1)
    // Asked of the main process: Playwright itself would wait for a navigation that never comes.
    const stayed = await app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const reached: string[] = []
      contents?.on('did-navigate', (_event, url) => reached.push(url))
      for (const address of [
        'https://example.test/',
        'file:///etc/passwd',
        'winnow://app/assets/',
        'about:blank',
      ]) {
        await contents?.executeJavaScript(`location.href = ${JSON.stringify(address)}; 0`)
        // A navigation that was let through would have stopped the page: the next one waits until it is there.
        await contents?.executeJavaScript('new Promise((done) => requestAnimationFrame(() => done(0)))')
      }
      // A page can blank itself, and is loaded again at once; nothing else is ever reached.
      return { reached: reached.filter((url) => url !== 'about:blank'), url: contents?.getURL() }
    })
    expect([...new Set([...stayed.reached, stayed.url])]).toEqual(['winnow://app/index.html'])
    await app.close()
  })

  test('gives the workbench to no frame or address but its own page', async ({ workbench }) => {
    const { app, page } = await launch(workbench)
    await connected(page)
    const ask = `new Promise((resolve) => {
      addEventListener('message', (event) => {
        const [port] = event.ports
        if (event.data !== 'winnow:port' || !port) return
        port.onmessage = () => resolve('answered')
        port.addEventListener('close', () => resolve('closed'))
        port.postMessage('{"i":"1","p":{"u":"/workbench/info"}}')
      })
      postMessage('winnow:request-port', '*')
    })`
    // Windows that are not the host's, with the same preload: at another address, and even at that of the page.
    const answers = await app.evaluate(
      async ({ BrowserWindow, session }, { preload, script }) => {
        const other = session.fromPartition('other')
        other.protocol.handle('https', () => new Response('<title>other</title>'))
        const given: unknown[] = []
        for (const url of ['https://other.test/', 'winnow://app/index.html']) {
          const its = url.startsWith('https') ? { session: other } : {}
          const window = new BrowserWindow({
            show: false,
            webPreferences: { preload, sandbox: true, ...its },
          })
          await window.loadURL(url)
          given.push(await window.webContents.executeJavaScript(script))
          window.destroy()
        }
        return given
      },
      { preload: path.join(root, 'out', 'preload', 'index.cjs'), script: ask },
    )
    expect(answers).toEqual(['closed', 'closed'])
    await app.close()
  })

  test('shows the same after it was loaded again or closed, and remembers its place', async ({
    workbench,
  }) => {
    const first = await launch(workbench)
    await connected(first.page)
    await first.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 40, width: 900, height: 600 }),
    )
    await first.page.reload()
    await connected(first.page)
    await first.app.close()
    const kept = JSON.parse(
      readFileSync(path.join(workbench.environment['WINNOW_HOME'] ?? '', 'window.json'), 'utf8'),
    ) as {
      bounds: { width: number; height: number }
    }
    expect(kept.bounds).toMatchObject({ width: 900, height: 600 })
    const second = await launch(workbench)
    const bounds = await second.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    )
    expect(bounds).toMatchObject({ width: 900, height: 600 })
    await second.app.close()
    expect(existsSync(recordFile(workbench.environment['WINNOW_HOME'] ?? ''))).toBe(false)
  })

  test('shows no secret of its environment, in none of its processes', async ({ workbench }) => {
    test.skip(process.platform !== 'linux', 'elsewhere no process shows its environment in a file')
    const secret = `sk-planted-${randomUUID()}`
    const environment = { ...workbench.environment, PLANTED_API_KEY: secret }
    const { app, page } = await launch({ ...workbench, environment })
    await connected(page)
    const [own, ...others] = [
      app.process().pid ?? 0,
      ...readdirSync('/proc').filter((name) => /^\d+$/.test(name)),
    ].map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1')
      } catch {
        return ''
      }
    })
    expect(own).toContain('PLANTED_API_KEY=')
    expect(others.filter((shown) => shown.includes(secret))).toEqual([])
    expect(await app.evaluate(() => process.env['PLANTED_API_KEY'])).toBe(secret)
    await app.close()
  })

  test('has a menu from the command registry', async ({ workbench }) => {
    const { app, page } = await launch(workbench)
    await connected(page)
    const menus = await app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).map(({ label, submenu }) => ({
        label,
        ids: (submenu?.items ?? []).map(({ id }) => id).filter((id) => /^\w+\.\w+$/.test(id)),
      })),
    )
    expect(menus.map(({ label }) => label)).toEqual([
      '&File',
      '&Edit',
      '&View',
      '&Session',
      '&Review',
      '&Help',
    ])
    expect(menus.find(({ label }) => label === '&Review')?.ids.length).toBeGreaterThan(5)
    await app.close()
  })
})

test.describe('quitting', () => {
  test('names the sessions that run, and leaves it to the person', async ({ workbench }) => {
    const repository = new TestRepository(path.join(workbench.home, 'repository'))
    repository.commit('one', { 'a.txt': 'a\n' })
    const { app, page } = await launch(workbench, repository.path)
    await connected(page)
    const task = ['task', '--repo', repository.path, '--agent', 'command', '--run', 'sleep 600', '--json']
    const started = await workbench.command(task)
    expect(started.exitCode, started.stderr).toBe(0)
    await expect(async () => {
      const sessions = await workbench.command(['sessions', '--json'])
      expect(sessions.stdout).toContain('"running"')
    }).toPass()
    // The question is answered with its third button, then with its second.
    await app.evaluate(({ dialog }) => {
      const asked: unknown[] = []
      Object.assign(globalThis, { asked })
      dialog.showMessageBox = (...args: unknown[]) => {
        asked.push(args.at(-1))
        return Promise.resolve({ response: asked.length === 1 ? 2 : 1, checkboxChecked: false })
      }
    })
    const ended = new Promise((resolve) => app.process().once('exit', resolve))
    await app.evaluate(({ app: electron }) => electron.quit())
    const asked = await app.evaluate(
      () => (globalThis as unknown as { asked: { detail: string; message: string }[] }).asked,
    )
    expect(asked).toHaveLength(1)
    expect(asked[0]?.message).toBe('One session is running.')
    expect(asked[0]?.detail).toContain('“sleep 600”')
    await app.evaluate(({ app: electron }) => electron.quit()).catch(() => {})
    expect(await ended).toBe(0)
    const after = await workbench.command(['sessions', '--json'])
    expect(after.stdout).toContain('"stopped"')
  })

  test('by closing the window lets them run, and a second start shows them again', async ({ workbench }) => {
    const repository = new TestRepository(path.join(workbench.home, 'repository'))
    repository.commit('one', { 'a.txt': 'a\n' })
    const { app, page } = await launch(workbench, repository.path)
    await connected(page)
    const gate = path.join(workbench.home, 'gate')
    const wait = `while [ ! -e '${gate}' ]; do sleep 0.1; done; echo b > a.txt`
    const task = ['task', '--repo', repository.path, '--agent', 'command', '--run', wait, '--json']
    expect((await workbench.command(task)).exitCode).toBe(0)
    await expect(async () => {
      expect((await workbench.command(['sessions', '--json'])).stdout).toContain('"running"')
    }).toPass()
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await expect(async () => {
      expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0)
    }).toPass()
    const window = app.waitForEvent('window')
    expect((await workbench.command(['open', repository.path])).exitCode).toBe(0)
    await connected(await window)
    const ended = new Promise((resolve) => app.process().once('exit', resolve))
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    writeFileSync(gate, '')
    expect(await ended).toBe(0)
    expect((await workbench.command(['sessions', '--json'])).stdout).toContain('"ready"')
  })
})

test.describe('two processes on one data folder', () => {
  test('a second start hands its folder to the first and ends', async ({ workbench }) => {
    const { app, page } = await launch(workbench)
    await connected(page)
    const handed = app.evaluate(
      ({ app: electron }) =>
        new Promise((resolve) => {
          electron.once('second-instance', (_event, _argv, _folder, data) => resolve(data))
        }),
    )
    const executable = await app.evaluate(() => process.execPath)
    const repository = new TestRepository(path.join(workbench.home, 'repository'))
    repository.commit('one', { 'a.txt': 'a\n' })
    const second = spawn(executable, [...(asRoot ? ['--no-sandbox'] : []), root, repository.path], {
      env: workbench.environment,
      stdio: 'ignore',
    })
    const ended = new Promise((resolve) => second.once('exit', resolve))
    expect(await handed).toEqual({ folder: repository.path })
    expect(await ended).toBe(0)
    expect(app.windows()).toHaveLength(1)
    const listed = await workbench.command(['sessions', '--json'])
    expect(listed.exitCode).toBe(0)
    await app.close()
  })

  test('a window is the client of a served workbench, and takes over when that ends', async ({
    workbench,
  }) => {
    const server = await startServer(['out/main/serve.js', '--port', '0'], workbench.environment)
    const { app, page } = await launch(workbench)
    await connected(page)
    const record = () =>
      JSON.parse(readFileSync(recordFile(workbench.environment['WINNOW_HOME'] ?? ''), 'utf8')) as {
        host: string
      }
    expect(record().host).toBe('web')
    await endProcess(server.process)
    await expect(async () => expect(record().host).toBe('electron')).toPass()
    await connected(page)
    await app.close()
  })
})
