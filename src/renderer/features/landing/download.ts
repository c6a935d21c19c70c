import { slugOf } from './branch-name.ts'

/** A file name from a title: letters and digits of any script, at most 60 of them. */
export function patchName(title: string): string {
  return `${slugOf(title) || 'changes'}.patch`
}

/** Lets the browser save the bytes as a patch file. */
export function downloadPatch(title: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const address = URL.createObjectURL(new Blob([bytes], { type: 'text/x-patch' }))
  const link = document.createElement('a')
  link.href = address
  link.download = patchName(title)
  link.click()
  // The browser has taken the address once the click is handled.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
