import type { Locator, Page } from '@playwright/test'

/** Pastes a file into what has the focus, as a clipboard with a picture does. */
export async function pasteFile(
  page: Page,
  file: { readonly name: string; readonly type: string; readonly bytes: Buffer; readonly words?: string },
): Promise<void> {
  await page.evaluate(
    ({ name, type, base64, words }) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([bytes], name, { type }))
      if (words !== undefined) clipboardData.setData('text/plain', words)
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
      document.activeElement?.dispatchEvent(event)
    },
    { name: file.name, type: file.type, base64: file.bytes.toString('base64'), words: file.words },
  )
}

/** Drops files or folders of this machine on the middle of something, as from the desktop. */
export async function dropFiles(page: Page, on: Locator, ...files: readonly string[]): Promise<void> {
  const box = await on.boundingBox()
  if (box === null) throw new Error('it is not on screen')
  const browser = await page.context().newCDPSession(page)
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await browser.send('Input.dispatchDragEvent', { type, ...place, data })
  await browser.detach()
}
