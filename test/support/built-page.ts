import { createServer } from 'node:http'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { build } from 'vite'
import { temporaryFolder } from './repository.ts'
import { browserFlags, root } from './workbench-driver.ts'

/** A part of the renderer on a page of its own. */
export interface BuiltPage {
  readonly page: Page
  close(): Promise<void>
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; worker-src 'self'"
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
}

/** A page that is served. */
export interface ServedPage {
  readonly link: string
  close(): void
}

/** Builds a page of one file of this project and serves it on loopback. */
export async function servePage(entry: string): Promise<ServedPage> {
  const folder = temporaryFolder('winnow-built-page-')
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'error',
    build: {
      outDir: folder.path,
      emptyOutDir: false,
      minify: false,
      rollupOptions: {
        input: { page: path.join(root, entry) },
        output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
      },
    },
  })
  const style = existsSync(path.join(folder.path, 'page.css'))
    ? '<link rel="stylesheet" href="page.css">'
    : ''
  writeFileSync(
    path.join(folder.path, 'index.html'),
    `<!doctype html><html lang="en"><title>${entry}</title>${style}<body><script type="module" src="page.js"></script>`,
  )
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://x').pathname
    const file = path.join(folder.path, name === '/' ? 'index.html' : name)
    try {
      const body = readFileSync(file)
      response.writeHead(200, {
        'content-type': types[path.extname(file)] ?? 'application/octet-stream',
        'content-security-policy': policy,
      })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    link: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.close()
      folder.remove()
    },
  }
}

/**
 * Builds a page of one file of `test/support` and opens it in a browser. It is there when the file has set the global
 * `ready`.
 */
export async function openBuiltPage(entry: string, ready: string): Promise<BuiltPage> {
  const served = await servePage(path.join('test/support', entry))
  const browser = await chromium.launch({
    args: [...browserFlags],
    chromiumSandbox: process.getuid?.() !== 0,
    ...(process.env['CHROMIUM_PATH'] ? { executablePath: process.env['CHROMIUM_PATH'] } : {}),
  })
  const page = await (await browser.newContext({ viewport: { width: 1300, height: 900 } })).newPage()
  await page.goto(served.link)
  await page.waitForFunction((name) => name in window, ready)
  return {
    page,
    async close() {
      await browser.close()
      served.close()
    },
  }
}
