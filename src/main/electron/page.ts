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

/** Serves the page's files, by exact path from `files`, and nothing else. */
export function servePage(session: Session, files: ReadonlyMap<string, ServedFile>): void {
  session.protocol.handle(pageScheme, async (request) => {
    const url = new URL(request.url)
    const served = url.host === 'app' && request.method === 'GET' ? files.get(url.pathname) : undefined
    if (!served) return new Response('There is nothing here.', { status: 404 })
    return new Response(new Uint8Array(await readFile(served.file)), { headers: served.headers })
  })
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
