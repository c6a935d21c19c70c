import { useRef, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { keyText } from '#shared/commands/keys.ts'
import { useConnection } from '#renderer/client/context.ts'
import { keyPlatform } from '#renderer/commands/key-platform.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { Key } from '#renderer/ui/key.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { addressQuestionStore } from '#renderer/view/address-question.ts'
import { showDialog, useView } from '#renderer/view/view-store.ts'
import styles from './address-dialog.module.css'

/** Names all of an address that an agent or a file wrote, and opens it in the person's browser only after a yes. */
export function AddressDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'address')
  const question = useStore(addressQuestionStore, (state) => state.question)
  const { client } = useConnection()
  const cancel = useRef<HTMLButtonElement>(null)
  const close = (): void => showDialog(null)
  const agree = (): void => {
    close()
    if (question === null) return
    const { href } = question
    void client.host.openLink({ url: href }).then((opened) => {
      if (opened.ok) return
      // A page in a browser opens it itself.
      if (opened.error.kind === 'notHere') window.open(href, '_blank', 'noopener,noreferrer')
      else reportFailure(opened.error)
    })
  }
  const url = question === null ? null : new URL(question.href)
  return (
    <Dialog
      open={open && question !== null}
      onClose={close}
      title="Open this address in the browser?"
      description={`It stands in ${question?.where ?? ''}. What it leads to is not known to Winnow.`}
      initialFocus={cancel}
      width={560}
    >
      <div
        className={styles.body}
        onKeyDown={(event) => {
          if (keyOf(event) !== 'Mod+Enter') return
          event.preventDefault()
          agree()
        }}
      >
        <p className={styles.address} tabIndex={0} role="group" aria-label="Address">
          {url === null ? null : (
            <>
              {`${url.protocol}//`}
              <mark className={styles.host}>{url.host}</mark>
              {url.href.slice(`${url.protocol}//${url.host}`.length)}
            </>
          )}
        </p>
        <footer className={styles.foot}>
          <Button onClick={agree}>
            Open the address <Key text={keyText('Mod+Enter', keyPlatform)} />
          </Button>
          <Button ref={cancel} look="primary" onClick={close}>
            Cancel <Key text="Esc" />
          </Button>
        </footer>
      </div>
    </Dialog>
  )
}
