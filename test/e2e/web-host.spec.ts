import { createServer, connect as connectSocket, type AddressInfo, type Socket } from 'node:net'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { TestRepository } from '#test/support/repository.ts'
import { endProcess, expect, startServer, test } from '#test/support/workbench-driver.ts'

/** A forwarded port, as `ssh -L` makes one, whose connections can be cut. */
async function forward(port: number) {
  const sockets = new Set<Socket>()
  let open = true
  const server = createServer((near) => {
    if (!open) {
      near.destroy()
      return
    }
    const far = connectSocket(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      open = false
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      open = true
    },
    close() {
      this.cut()
      server.close()
    },
  }
}

async function openPage(link: string) {
  const browser = await chromium.launch({
    ...(process.env['CHROMIUM_PATH'] ? { executablePath: process.env['CHROMIUM_PATH'] } : {}),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content.Security|violat|Refused/i.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(link)
  return { browser, page, complaints }
}
const usable = async (page: Page): Promise<void> => {
  await expect(page.locator('#root')).not.toBeEmpty()
  await expect(page.getByText('The workbench does not answer')).toHaveCount(0)
}

test('a page is let in by its link once, leaves no token behind, and may be loaded again', async ({
  workbench,
}) => {
  const { link, process: server } = await startServer(['out/main/serve.js'], workbench.environment)
  const { browser, page, complaints } = await openPage(link)
  await usable(page)
  expect(page.url()).not.toContain('token')
  await page.reload()
  await usable(page)
  const other = await browser.newContext().then((context) => context.newPage())
  await other.goto(link)
  await expect(other.getByText('winnow open')).toBeVisible()
  expect(complaints).toEqual([])
  await browser.close()
  await endProcess(server)
})

test('a page goes on after its connection was cut, through a forwarded port', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('one', { 'a.txt': 'a\n' })
  repository.commit('two', { 'a.txt': 'b\n' })
  const { link, process: server } = await startServer(
    ['out/main/serve.js', repository.path],
    workbench.environment,
  )
  const tunnel = await forward(Number(new URL(link).port))
  const here = new URL(link)
  here.port = String(tunnel.port)
  const { browser, page } = await openPage(here.href)
  await usable(page)
  await expect(page.getByText('pond').first()).toBeVisible()
  await page.evaluate(() => Object.assign(globalThis, { samePage: true }))
  tunnel.cut()
  const review = ['review', 'HEAD~1..HEAD', '--repo', repository.path, '--title', 'made meanwhile', '--json']
  expect((await workbench.command(review)).exitCode).toBe(0)
  await expect(page.getByText('made meanwhile')).toHaveCount(0)
  tunnel.mend()
  await expect(page.getByText('made meanwhile').first()).toBeVisible()
  expect(await page.evaluate(() => 'samePage' in globalThis)).toBe(true)
  tunnel.close()
  await browser.close()
  await endProcess(server)
})

test('a page opens another one by the same address, also through a forwarded port', async ({ workbench }) => {
  const { link, process: server } = await startServer(['out/main/serve.js'], workbench.environment)
  const tunnel = await forward(Number(new URL(link).port))
  const here = new URL(link)
  here.port = String(tunnel.port)
  const { browser, page } = await openPage(here.href)
  await usable(page)
  const opening = page.context().waitForEvent('page')
  await page.keyboard.press('Control+Shift+N')
  const other = await opening
  await usable(other)
  expect(new URL(other.url()).host).toBe(here.host)
  expect(other.url()).not.toContain('token')
  await usable(page)
  tunnel.close()
  await browser.close()
  await endProcess(server)
})

test('a page of a host that was started anew says that it needs a fresh link', async ({ workbench }) => {
  const first = await startServer(['out/main/serve.js'], workbench.environment)
  const { port } = new URL(first.link)
  const { browser, page } = await openPage(first.link)
  await usable(page)
  await endProcess(first.process, 'SIGKILL')
  const second = await startServer(['out/main/serve.js', '--port', port], workbench.environment)
  await expect(page.getByText('winnow open').first()).toBeVisible()
  await page.goto(second.link)
  await usable(page)
  await browser.close()
  await endProcess(second.process)
})
