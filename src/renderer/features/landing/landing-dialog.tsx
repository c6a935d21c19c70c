import { useRef, type ReactNode } from 'react'
import { showDialog, useView } from '#renderer/view/view-store.ts'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { useSession } from '#renderer/replicas/context.ts'
import { useForeseenLanding } from './foreseen.ts'
import { LandingSheet } from './landing-sheet.tsx'

/** What will land, onto what, with which message. */
export function LandingDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'landing')
  const session = useSession(useView((state) => state.session))
  useForeseenLanding(session, open)
  const message = useRef<HTMLTextAreaElement>(null)
  return (
    <Dialog
      open={open && session !== null}
      onClose={() => showDialog(null)}
      title="Land what is accepted"
      width={1160}
      tall
      scope="landing"
      openedBy="landing.open"
      initialFocus={message}
    >
      {session === null ? null : <LandingSheet key={session.id} session={session} messageRef={message} />}
    </Dialog>
  )
}
