import { useRef, type ReactNode } from 'react'
import { showDialog, useView } from '#renderer/view/view-store.ts'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { Composer } from './composer.tsx'

/** New tasks, over everything; what was written stays as a draft when it is closed. */
export function ComposerDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'composer')
  const repository = useView((state) => state.repository)
  const field = useRef<HTMLTextAreaElement>(null)
  return (
    <Dialog
      open={open && repository !== null}
      onClose={() => showDialog(null)}
      title="New tasks"
      titleHidden
      width={720}
      scope="composer"
      openedBy="composer.open"
      initialFocus={field}
    >
      {repository === null ? null : <Composer key={repository} repository={repository} field={field} />}
    </Dialog>
  )
}
