import type { ReactNode, RefObject } from 'react'
import { Field } from '#renderer/ui/field.tsx'

/** The message of the commit, as it will be written. */
export function LandingMessage({
  text,
  onChange,
  areaRef,
}: {
  readonly text: string
  readonly onChange: (text: string) => void
  readonly areaRef: RefObject<HTMLTextAreaElement | null>
}): ReactNode {
  return <Field label="Message" value={text} onChange={onChange} rows={6} areaRef={areaRef} mono />
}
