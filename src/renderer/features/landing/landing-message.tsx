import { useLayoutEffect, type ReactNode, type RefObject } from 'react'
import type { Typed } from '#renderer/replicas/context.ts'
import { Field } from '#renderer/ui/field.tsx'
import { TypedNote } from './typed-note.tsx'

/** The message of the commit, as it will be written. */
export function LandingMessage({
  message,
  areaRef,
}: {
  readonly message: Typed
  readonly areaRef: RefObject<HTMLTextAreaElement | null>
}): ReactNode {
  // Words that are typed at once are the message, whether the drafted one is there already or comes later.
  useLayoutEffect(() => {
    if (!message.isTyped) areaRef.current?.select()
    // oxlint-disable-next-line react/exhaustive-deps -- once, as the sheet opens
  }, [])
  return (
    <Field
      label="Message"
      value={message.text}
      onChange={message.write}
      rows={6}
      areaRef={areaRef}
      note={message.isTyped ? <TypedNote onDrop={message.drop} /> : undefined}
      mono
    />
  )
}
