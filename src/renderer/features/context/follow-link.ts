import { createContext, useCallback } from 'react'
import { answer } from '#renderer/actions/answer.ts'
import { useConnection } from '#renderer/client/context.ts'
import { askForAddress } from '#renderer/view/address-question.ts'
import { useFileJump } from '#renderer/view/file-jump.ts'
import { focusPane } from '#renderer/view/view-store.ts'
import type { LinkTarget } from './text-links.ts'

/** Goes where a link leads. */
export type FollowLink = (target: LinkTarget) => void

/** What the links below do; null where they are words only. */
export const LinkContext = createContext<FollowLink | null>(null)

/**
 * Follows links of a session's messages and output: an address in the person's browser, after a question that names all of
 * it; a line of a file on screen in the review, of any other in the editor.
 */
export function useFollowLink(session: string): FollowLink {
  const { client } = useConnection()
  const { paths, jump } = useFileJump()
  return useCallback(
    (target) => {
      if (target.kind === 'place') {
        const { path, line } = target
        if (!paths.includes(path)) {
          void answer(client.workbench.openExternal({ session, what: 'editor', path, line }))
          return
        }
        jump(path, line)
        focusPane('review')
        return
      }
      askForAddress(target.url, 'the text of this session')
    },
    [client, session, paths, jump],
  )
}
