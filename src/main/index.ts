import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog, ipcMain, Menu, nativeTheme, session as sessions } from 'electron'
import { setTimeout as pause } from 'node:timers/promises'
import { ok } from '#shared/base/result.ts'
import { boundCommands } from '#shared/commands/bindings.ts'
import { commands } from '#shared/commands/index.ts'
import type { HostEvent } from '#shared/contract/host.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import type { Backend } from './client/backend.ts'
import { chooseFolder, notify, openLink } from './electron/desktop.ts'
import { guardContents, guardSession } from './electron/guard.ts'
import { createKeychain } from './electron/keychain.ts'
import { keepLifecycle } from './electron/lifecycle.ts'
import { setMenu } from './electron/menu.ts'
import { machinePower } from './electron/power.ts'
import { isPage, registerPageScheme, servePage } from './electron/page.ts'
import { mainPortChannel } from './electron/port-channel.ts'
import { Windows } from './electron/windows.ts'
import { winnowHome } from './instance/home.ts'
import { recordedPort } from './instance/record.ts'
import { hideSecrets } from './system/hide-secrets.ts'
import { version } from './version.ts'
import { listPages, pageHeaders } from './web/pages.ts'

/** The Electron host: windows on the workbench of this data folder. */

hideSecrets()
const home = winnowHome()
const developmentUrl = (!app.isPackaged && process.env['ELECTRON_RENDERER_URL']) || null
const outFolder = fileURLToPath(new URL('..', import.meta.url))

/** How long the page is let be first, in milliseconds, if it asks for nothing. */
const pagePatience = 3000

/** The folder named on a command line, absolute, or null. */
function folderOf(argv: readonly string[], workingFolder: string): string | null {
  const words = argv.slice(1).filter((word) => !word.startsWith('-'))
  // Not packaged, the first word names the app itself.
  const folder = app.isPackaged ? words[0] : words[1]
  return folder === undefined ? null : path.resolve(workingFolder, folder)
}

// Electron's own data belongs to the data folder, so that two of them never share a lock.
mkdirSync(home, { recursive: true, mode: 0o700 })
app.setPath('userData', path.join(home, 'electron'))
registerPageScheme()
// Or Electron makes one of its own, which ours would replace.
Menu.setApplicationMenu(null)
// Every window asks for the sandbox itself; this is for whatever else there may be. It undoes `--no-sandbox`,
// without which nothing starts for root, so it gives way to that (tests in containers).
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
if (app.requestSingleInstanceLock({ folder: folderOf(process.argv, process.cwd()) })) run()
else app.exit(0)

function run(): void {
  const opened = folderOf(process.argv, process.cwd())
  const windows = new Windows({
    preload: path.join(outFolder, 'preload', 'index.cjs'),
    stateFile: path.join(home, 'window.json'),
    developmentUrl,
  })
  let pageCame: () => void = () => {}
  const came = new Promise<void>((settle) => {
    pageCame = settle
  })
  // The page needs this process for its files; afterwards it is busy with itself for a while.
  const pageIsThere = app
    .whenReady()
    .then(() => (developmentUrl === null ? Promise.race([came, pause(pagePatience)]) : undefined))

  const makeBackend = async (): Promise<Backend> => {
    const { createBackend } = await import('./client/backend.ts')
    return createBackend({
      home,
      kind: 'electron',
      version,
      services: {
        open(repository) {
          if (repository === null) windows.show()
          else tell({ type: 'openRepository', repository })
          return Promise.resolve(ok({ url: null }))
        },
        openWindow() {
          windows.open()
          return Promise.resolve(ok({ url: null }))
        },
        openLink,
      },
      async workbench() {
        const { createWorkbench } = await import('./workbench.ts')
        return createWorkbench({
          home,
          host: 'electron',
          env: process.env,
          version,
          openedPath: opened,
          ownPort: () => recordedPort(home),
          keychain: createKeychain(path.join(home, 'keys.json')),
          chooseFolder,
          power: machinePower(),
          notify: (news) => notify(news, () => tell({ type: 'openSession', session: news.session })),
        })
      },
    })
  }
  let made: Backend | null = null
  let firstPage = ''
  // The window comes first. What is behind it, half of what a start loads, would hold up the files of its page; what
  // the page asks for waits in its port.
  const backend = app.whenReady().then(async () => {
    setUpPage()
    firstPage = windows.show()
    await pageIsThere
    made = await makeBackend()
    return made
  })
  /** Tells the page of the window that the person used last, which is brought before them. */
  const tell = (event: HostEvent, page = windows.show()): void =>
    void backend.then((there) => there.tell(event, page))
  const running = () => made?.own?.running() ?? []

  const openFolder = async (folder: string, page: string): Promise<void> => {
    const there = await backend
    const link = await there.link()
    if (!link.ok) return
    try {
      const { createWorkbenchClient } = await import('#shared/rpc/client.ts')
      const repository = await createWorkbenchClient(link.value).repository.open({ path: folder })
      if (repository.ok) tell({ type: 'openRepository', repository: repository.value.id }, page)
      else await tellPerson('The folder was not opened.', repository.error.message)
    } finally {
      link.value.close()
    }
  }

  app.on('second-instance', (_event, _argv, _folder, data) => {
    const page = windows.show()
    const { folder } = data as { readonly folder: string | null }
    if (folder !== null) void openFolder(folder, page)
  })
  app.on('activate', () => windows.show())
  keepLifecycle({
    running,
    windows,
    end() {
      windows.destroyAll()
      return backend.then((there) => there.end())
    },
  })
  guardContents(developmentUrl)

  ipcMain.on('winnow:port', (event) => {
    const [port] = event.ports
    if (!port) return
    const { senderFrame, sender } = event
    // Only the page of a window of ours, at its own address, gets the workbench.
    const page = senderFrame !== null && senderFrame === sender.mainFrame ? windows.pageOf(sender) : null
    if (page === null || senderFrame === null || !isPage(senderFrame.url, developmentUrl)) {
      port.close()
      return
    }
    pageCame()
    const channel = mainPortChannel(port)
    void backend
      .then((there) => there.attach(channel, page))
      .then(async (attached) => {
        if (attached.ok) return
        channel.close()
        await cannotStart(attached.error.message)
      })
      .catch((error: unknown) => cannotStart(error instanceof Error ? error.message : String(error)))
  })

  // What the page is made of is found while Electron gets ready.
  const pages = developmentUrl === null ? listPages(path.join(outFolder, 'renderer')) : new Map()
  function setUpPage(): void {
    const session = sessions.defaultSession
    guardSession(session, developmentUrl)
    void servePage(
      session,
      new Map([...pages].map(([name, page]) => [name, { file: page.file, headers: pageHeaders(page) }])),
    ).then(pageCame)
  }
  const choose = (command: string): void => {
    // Not the page's to do: there may be none.
    if (command === 'window.open') windows.open()
    else tell({ type: 'command', command })
  }
  void pageIsThere.then(() => setMenu(commands, choose))
  void backend.then(async (there) => {
    const link = await there.link()
    if (!link.ok) return
    link.value.close()
    void followTheme(there)
    void followBindings(there, choose)
    // A workbench of our own was told when it was made.
    if (there.own === null && opened !== null) await openFolder(opened, firstPage)
  })
}

/** Says something that no page can; unlike Electron's error box it does not hold up this process meanwhile. */
async function tellPerson(message: string, detail: string): Promise<void> {
  process.stderr.write(`winnow: ${message} ${detail}\n`)
  await dialog.showMessageBox({ type: 'error', message, detail, buttons: ['Close'] })
}

async function cannotStart(why: string): Promise<void> {
  await tellPerson('Winnow cannot start.', why)
  app.exit(1)
}

/** Keeps the menu's keys those that the person gave to commands, for as long as this runs. */
async function followBindings(backend: Backend, choose: (command: string) => void): Promise<void> {
  await follow(backend, async (client) => {
    for await (const { keys } of await client.keys.watch()) setMenu(boundCommands(keys), choose)
  })
}

/** Native menus and dialogs in the theme that the person chose for the page, for as long as this runs. */
async function followTheme(backend: Backend): Promise<void> {
  await follow(backend, async (client) => {
    for await (const settings of await client.workbench.watchSettings())
      nativeTheme.themeSource = settings.theme
  })
}

/** Reads a stream of the workbench, and again when that ends. */
async function follow(backend: Backend, read: (client: WorkbenchClient) => Promise<void>): Promise<void> {
  for (;;) {
    const link = await backend.link()
    if (!link.ok) return
    try {
      const { createWorkbenchClient } = await import('#shared/rpc/client.ts')
      await read(createWorkbenchClient(link.value))
    } catch {
      // The workbench of another process ended; the next one has the same streams.
    }
    await pause(1000)
  }
}
