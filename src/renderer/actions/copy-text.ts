import { reportFailure, tell } from '#renderer/ui/toasts.tsx'

/** Puts a text on the clipboard and says so. */
export async function copyText(text: string, words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    tell(words)
  } catch {
    reportFailure({ message: `The clipboard could not be written. The text is: ${text}` })
  }
}
