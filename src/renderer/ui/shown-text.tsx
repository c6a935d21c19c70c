import type { ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'

/**
 * Words of an agent that are to be weighed, line by line: nothing in them is a form or a link, and what can't be seen or
 * turns the direction of text is named.
 */
export function ShownText({
  text,
  className,
}: {
  readonly text: string
  readonly className?: string | undefined
}): ReactNode {
  return <p className={className}>{text.split('\n').map(wordsForDisplay).join('\n')}</p>
}
