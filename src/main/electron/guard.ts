import { app, type Session } from 'electron'
import { isPage, pageScheme } from './page.ts'

/**
 * What a page may not do, whatever it is made to try: go elsewhere, open windows, embed others, use devices, or
 * reach the network. For every web contents there will be; call before the first.
 */
export function guardContents(developmentUrl: string | null): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.on('will-navigate', (event) => {
      // Loading itself again is how a page starts over.
      if (!isPage(event.url, developmentUrl)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isPage(event.url, developmentUrl)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
  })
}

/** The only permission a page has: to put text on the clipboard. */
const allowed = 'clipboard-sanitized-write'

/** Whether an address names bytes that the page itself holds. */
function isOwnBlob(url: string, developmentUrl: string | null): boolean {
  if (url.startsWith(`blob:${pageScheme}://app/`)) return true
  return developmentUrl !== null && url.startsWith(`blob:${new URL(developmentUrl).origin}/`)
}

/** Refuses permissions, devices, downloads of anything but the page's own bytes, and every address outside the page's own. */
export function guardSession(session: Session, developmentUrl: string | null): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => callback(permission === allowed))
  session.setPermissionCheckHandler((_contents, permission) => (permission as string) === allowed)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    // A patch that the page made itself; the person is asked where it goes.
    if (!isOwnBlob(item.getURL(), developmentUrl)) event.preventDefault()
  })
  if (developmentUrl === null) {
    const remote = ['http', 'https', 'ws', 'wss', 'ftp', 'file'].map((scheme) => `${scheme}://*/*`)
    session.webRequest.onBeforeRequest({ urls: remote }, (_details, callback) => callback({ cancel: true }))
  }
}
