import { createContext, useCallback } from 'react'
import { answer } from '#renderer/actions/answer.ts'
import { useConnection } from '#renderer/client/context.ts'
import { reportFailure } from '#renderer/ui/toasts.tsx'
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
      // As the browser will read it: letters of other scripts in a host are seen.
      const { href } = new URL(target.url)
      // oxlint-disable-next-line no-alert -- a question that nothing an agent writes can look like
      if (
        !window.confirm(`Open this address in the browser? It stands in the text of this session.\n\n${href}`)
      )
        return
      void client.host.openLink({ url: href }).then((opened) => {
        if (opened.ok) return
        // A page in a browser opens it itself.
        if (opened.error.kind === 'notHere') window.open(href, '_blank', 'noopener,noreferrer')
        else reportFailure(opened.error)
      })
    },
    [client, session, paths, jump],
  )
}
