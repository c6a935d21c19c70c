import { useEffect } from 'react'
import { pathForFile } from '#renderer/client/window-port.ts'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { openRepository } from '#renderer/actions/open-repository.ts'
import { useReplicas } from '#renderer/replicas/context.ts'

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

/** Opens the repository of a folder that is dropped anywhere on the window; pictures are for prompts. */
export function useFolderDrop(): void {
  const replicas = useReplicas()
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent): void => {
      const file = event.dataTransfer?.files[0]
      // What is dropped on a prompt is taken there.
      if (!hasFiles(event) || file === undefined || event.defaultPrevented) return
      event.preventDefault()
      if (event.dataTransfer?.items[0]?.webkitGetAsEntry()?.isFile === true)
        return reportFailure(
          {
            message:
              'This is a file, and only the folder of a repository can be opened. Nothing was opened. Drop a picture on the field of a task or a follow-up to add it there.',
          },
          'opening a repository',
        )
      const path = pathForFile(file)
      if (path !== null) void openRepository(replicas, path)
      else
        reportFailure(
          {
            message: 'A browser does not tell where a folder is. Nothing was opened. Type its path instead.',
          },
          'opening a repository',
        )
    }
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', drop)
    }
  }, [replicas])
}
