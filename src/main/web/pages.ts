import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** A file of the renderer that may be asked for. */
export interface PageFile {
  readonly file: string
  readonly type: string
  /** Its name holds a hash of its content. */
  readonly immutable: boolean
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.json': 'application/json; charset=utf-8',
}

/**
 * The built renderer's files by the exact path they are asked for, listed once: nothing else is ever served, so
 * no path can lead out of the folder. `/` is `index.html`. Empty where nothing was built.
 */
export function listPages(folder: string): ReadonlyMap<string, PageFile> {
  const pages = new Map<string, PageFile>()
  const visit = (relative: string): void => {
    for (const entry of readdirSync(path.join(folder, relative), { withFileTypes: true })) {
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`
      const type = types[path.extname(entry.name).toLowerCase()]
      if (entry.isDirectory()) visit(name)
      else if (entry.isFile() && type !== undefined) {
        pages.set(`/${name.split('/').map(encodeURIComponent).join('/')}`, {
          file: path.join(folder, name),
          type,
          immutable: /^assets\/.*-[\w-]{8}\.\w+$/.test(name),
        })
      }
    }
  }
  if (existsSync(folder)) visit('')
  const index = pages.get('/index.html')
  if (index) pages.set('/', index)
  return pages
}

/** The policy every page gets as a header. `socket` is where its WebSocket goes, besides its own origin. */
export function contentSecurityPolicy(socket?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    // Monaco sets styles on elements and adds style sheets of its own.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${socket === undefined ? '' : ` ${socket}`}`,
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** The headers of a page file, the policy included. */
export function pageHeaders(page: PageFile, socket?: string): Record<string, string> {
  return {
    'Content-Type': page.type,
    'Content-Security-Policy': contentSecurityPolicy(socket),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
    'Cache-Control': page.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
  }
}

/** Reads a page's bytes. */
export function readPage(page: PageFile): Promise<Buffer> {
  return readFile(page.file)
}
