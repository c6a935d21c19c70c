import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

interface FileJump {
  /** Paths of the changeset on screen, in its order. */
  readonly paths: readonly string[]
  /** Shows a file of it. */
  readonly jump: (path: string) => void
}

const nothing: FileJump = { paths: [], jump: () => undefined }
const fileJumpStore = createStore<FileJump>(() => nothing)

/** Offers the files on screen to the palette; null takes them back. The review view calls it. */
export function offerFiles(files: FileJump | null): void {
  fileJumpStore.setState(files ?? nothing)
}

export function useFileJump(): FileJump {
  return useStore(fileJumpStore)
}
