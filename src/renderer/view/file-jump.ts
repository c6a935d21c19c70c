import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

interface FileJump {
  /** Paths of the changeset on screen, in its order. */
  readonly paths: readonly string[]
  /** Shows a file of it, at the hunk at a line of its new text or the nearest before it, if one is given. */
  readonly jump: (path: string, line?: number) => void
}

const nothing: FileJump = { paths: [], jump: () => undefined }
const fileJumpStore = createStore<FileJump>(() => nothing)

/** Offers the files on screen to the palette and to links; null takes them back. The review view calls it. */
export function offerFiles(files: FileJump | null): void {
  fileJumpStore.setState(files ?? nothing)
}

export function useFileJump(): FileJump {
  return useStore(fileJumpStore)
}
