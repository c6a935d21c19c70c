import { protocol, type Session } from 'electron'

/** Where the page lives: a standard, secure scheme of its own, so that it has an origin and a policy. */
export const pageScheme = 'winnow'
export const pageUrl = `${pageScheme}://app/index.html`

/** Chromium's number for a file that is not there. */
const notFound = -6

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

/** What is asked for later than this after a first script, in milliseconds, does not belong to it. */
const together = 10

/**
 * Serves the page's files, by exact path from `files`, and nothing else. Resolves when the page was told where a first
 * script is and what it asked for with that.
 *
 * Not by `protocol.handle`: for its `Response` Node loads its whole HTTP client, and the bytes come through this
 * thread, which loads the workbench meanwhile. Files that Electron is pointed to are read beside it.
 */
export function servePage(session: Session, files: ReadonlyMap<string, ServedFile>): Promise<void> {
  let resolve: () => void = () => {}
  const delivered = new Promise<void>((settle) => {
    resolve = settle
  })
  session.protocol.registerFileProtocol(pageScheme, (request, respond) => {
    const url = new URL(request.url)
    const served = url.host === 'app' && request.method === 'GET' ? files.get(url.pathname) : undefined
    if (!served) {
      respond({ error: notFound })
      return
    }
    respond({ path: served.file, headers: { ...served.headers } })
    if (url.pathname.endsWith('.js')) setTimeout(resolve, together)
  })
  return delivered
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
