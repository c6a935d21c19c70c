import { useRef, type ReactNode } from 'react'
import { showDialog, useView } from '#renderer/view/view-store.ts'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { FiguresPage } from './figures-page.tsx'
import styles from './figures.module.css'

/** The figures of the person's own reading. */
export function FiguresDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'figures')
  const sheet = useRef<HTMLDivElement>(null)
  return (
    <Dialog
      open={open}
      onClose={() => showDialog(null)}
      title="Figures of your reading"
      width={880}
      tall
      openedBy="figures.show"
      initialFocus={sheet}
    >
      <div ref={sheet} className={styles.sheet} tabIndex={0} role="region" aria-label="Figures">
        {open ? <FiguresPage /> : null}
      </div>
    </Dialog>
  )
}
