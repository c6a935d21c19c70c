import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Channel } from '#shared/rpc/channel.ts'
import { closeCode } from '#shared/rpc/handshake.ts'
import { refuse, type SocketAcceptor } from './socket-acceptor.ts'
import type { Entry } from './entry.ts'
import { plain, type Upgrade } from './listener.ts'
import { listPages, pageHeaders, readPage } from './pages.ts'

const maxBody = 1024

const noEntry = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Winnow</title>
<style>body{font:15px/24px system-ui,sans-serif;margin:20vh auto;max-width:40em;padding:0 24px;color-scheme:light dark}</style>
</head><body><p>This link was used already, or it is not of this Winnow.
Run <code>winnow open</code> in a terminal on the machine where Winnow runs: it prints a fresh link.</p></body></html>
`

/** What the browser gets: the renderer's files, the exchange of a token, and the WebSocket of pages at `/rpc`. */
export function createWebPages(options: {
  /** The built renderer. */
  readonly folder: string
  readonly version: string
  readonly entry: Entry
  readonly acceptor: SocketAcceptor
  readonly serve: (channel: Channel) => void
}): {
  readonly upgrades: ReadonlyMap<string, Upgrade>
  request(request: IncomingMessage, response: ServerResponse, url: URL): void
} {
  const { entry, acceptor, serve } = options
  const pages = listPages(options.folder)

  const sendPage = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    if (pages.size === 0) {
      plain(response, 503, 'The page of Winnow was not built. Run `npm run build`, then start Winnow again.')
      return
    }
    const page = pages.get(url.pathname)
    if (!page) {
      plain(response, 404, 'There is nothing here.')
      return
    }
    const headers = pageHeaders(page, `ws://${String(request.headers.host)}`)
    const html = page.type.startsWith('text/html')
    if (html && !entry.hasCookie(request.headers.cookie) && !entry.knows(url.searchParams.get('token'))) {
      response.writeHead(401, headers)
      response.end(request.method === 'HEAD' ? undefined : noEntry)
      return
    }
    const content = await readPage(page)
    response.writeHead(200, { ...headers, 'Content-Length': content.length })
    response.end(request.method === 'HEAD' ? undefined : content)
  }

  const exchange = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Only a page of this origin says so; `isLoopbackRequest` compared it with the host.
    if (request.headers.origin === undefined || request.headers['content-type'] !== 'application/json') {
      plain(response, 403, 'This is only for the page that Winnow serves.')
      return
    }
    const body = await readBody(request)
    const token = body === null ? null : tokenOf(body)
    const admission = token === null ? null : entry.exchange(token)
    if (admission === null) {
      plain(response, 401, 'This link was used already, or it is not of this Winnow.')
      return
    }
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Set-Cookie': admission.cookie,
    })
    response.end(JSON.stringify({ secret: admission.secret, version: options.version }))
  }

  const rpc: Upgrade = (request, socket, head) => {
    if (request.headers.origin === undefined) {
      refuse(socket, 403)
      return
    }
    // Told after the upgrade, by the close code: a page cannot see why an upgrade was refused.
    const cookie = entry.hasCookie(request.headers.cookie)
    acceptor.accept(
      request,
      socket,
      head,
      {
        secret: entry.secret,
        allow: () => (cookie ? null : { code: closeCode.unauthorized, reason: 'unauthorized' }),
      },
      serve,
    )
  }

  return {
    upgrades: new Map([['/rpc', rpc]]),
    request(request, response, url) {
      const answer =
        request.method === 'GET' || request.method === 'HEAD'
          ? sendPage(request, response, url)
          : request.method === 'POST' && url.pathname === '/session'
            ? exchange(request, response)
            : null
      if (answer === null) {
        plain(response, 405, 'This cannot be done here.')
        return
      }
      answer.catch(() => {
        if (response.headersSent) response.destroy()
        else
          plain(
            response,
            500,
            'Winnow could not read its own page. Is it being rebuilt? Load the page again.',
          )
      })
    },
  }
}

/** The body of a small request as text; null when it is too large or breaks off. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > maxBody) return null
      chunks.push(chunk)
    }
  } catch {
    return null
  }
  return Buffer.concat(chunks).toString('utf8')
}

function tokenOf(body: string): string | null {
  try {
    const value = JSON.parse(body) as { readonly token?: unknown } | null
    return typeof value?.token === 'string' ? value.token : null
  } catch {
    return null
  }
}
