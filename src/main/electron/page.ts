import { readFile } from 'node:fs/promises'
import { protocol, type Session } from 'electron'

/** Where the page lives: a standard, secure scheme of its own, so that it has an origin and a policy. */
export const pageScheme = 'winnow'
export const pageUrl = `${pageScheme}://app/index.html`

/** What is served: a file and the headers it goes with. */
export interface ServedFile {
  readonly file: string
  readonly headers: Readonly<Record<string, string>>
}

/** Must run before Electron is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/**
 * Serves the page's files, by exact path from `files`, and nothing else. Resolves when the page has got a first script
 * and everything that it asked for with that.
 */
export function servePage(session: Session, files: ReadonlyMap<string, ServedFile>): Promise<void> {
  let resolve: () => void = () => {}
  const delivered = new Promise<void>((settle) => {
    resolve = settle
  })
  let open = 0
  let scripts = 0
  session.protocol.handle(pageScheme, async (request) => {
    const url = new URL(request.url)
    const served = url.host === 'app' && request.method === 'GET' ? files.get(url.pathname) : undefined
    if (!served) return new Response('There is nothing here.', { status: 404 })
    open += 1
    try {
      const bytes = new Uint8Array(await readFile(served.file))
      return new Response(
        bodyOf(bytes, () => {
          if (url.pathname.endsWith('.js')) scripts += 1
          open -= 1
          if (open === 0 && scripts > 0) resolve()
        }),
        { headers: served.headers },
      )
    } catch (error) {
      open -= 1
      throw error
    }
  })
  return delivered
}

/** Bytes as a body that tells when it was taken, or given up. */
function bodyOf(bytes: Uint8Array, taken: () => void): ReadableStream<Uint8Array> {
  let given = false
  return new ReadableStream(
    {
      pull(controller) {
        if (given) {
          controller.close()
          taken()
        } else {
          controller.enqueue(bytes)
          given = true
        }
      },
      cancel: taken,
    },
    // Asked again only when what was given is taken.
    { highWaterMark: 0 },
  )
}

/** Whether an address is that of our page (its query and fragment are its own matter). */
export function isPage(address: string, developmentUrl: string | null): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  if (developmentUrl !== null && url.origin === new URL(developmentUrl).origin) return true
  return (
    url.protocol === `${pageScheme}:` && url.host === 'app' && ['/', '/index.html'].includes(url.pathname)
  )
}
