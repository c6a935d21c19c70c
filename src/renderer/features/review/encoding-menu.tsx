import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { encodingName, isUtf16, textEncodings, type TextEncoding } from '#shared/diff/text-encoding.ts'
import { useSession } from '#renderer/replicas/context.ts'
import { tell } from '#renderer/ui/toasts.tsx'
import { Menu, MenuItem, MenuSeparator } from '#renderer/ui/menu.tsx'
import { mayBeText } from './hunk-view.ts'
import type { Review } from './review-store.ts'
import { useLook } from './use-review.ts'
import styles from './file-header.module.css'

/** The encodings of both sides, in words. */
function encodingWords(text: FileText | null): string | null {
  const [old, now] = [text?.before, text?.after].map((side) =>
    side == null || side.omitted !== null ? null : encodingName(side.encoding),
  )
  if (old == null || now == null) return now ?? old ?? null
  return old === now ? now : `${old} \u2192 ${now}`
}

/** Whether a side is read in an encoding that nobody named. */
function isGuessed(text: FileText | null): boolean {
  return [text?.before, text?.after].some((side) => side?.guessed === true)
}

/** The encoding that a file is read in, where it is not plain UTF-8, and the choice of another. Bytes stay what they are. */
export function EncodingMenu({
  review,
  file,
  text,
}: {
  readonly review: Review
  readonly file: DecidedFile
  readonly text: FileText | null
}): ReactNode {
  const { encodings } = useLook(review, 'encodings')
  const repository = useSession(review.session)?.repository ?? null
  const open = useStore(review.dialogs, (state) => state.choosingEncoding)
  const chosen = encodings.get(file.path) ?? null
  const words = encodingWords(text)
  const isPlain = chosen === null && (words === null || words === 'UTF-8')
  if (!open && isPlain) return null
  const choose = (encoding: TextEncoding | null): void => {
    if (repository === null) return
    review.client.repository
      .chooseEncoding({ repository, path: file.path, encoding })
      .catch(() =>
        tell('The workbench did not answer, so the encoding was not kept. Choose it again once it is back.'),
      )
  }
  // What git shows line by line has lines only where a line feed is one byte.
  const offered = textEncodings.filter((encoding) => file.binary || !isUtf16(encoding))
  return (
    <Menu
      open={open}
      openedBy="review.chooseEncoding"
      onOpen={(choosingEncoding) => review.dialogs.setState({ choosingEncoding })}
      trigger={
        <button
          type="button"
          className={styles.encoding}
          aria-label={`Read as ${words ?? 'binary'}${chosen !== null ? ', as you chose' : isGuessed(text) ? ', guessed from its bytes' : ''}. Choose another encoding`}
        >
          {words ?? 'binary'}
          {isGuessed(text) && chosen === null ? ', guessed' : ''}
          <ChevronDown size={12} strokeWidth={1.5} aria-hidden />
        </button>
      }
    >
      {mayBeText(file) ? (
        <>
          <MenuItem hint={chosen === null ? 'now' : null} onSelect={() => choose(null)}>
            As it looks like
          </MenuItem>
          <MenuSeparator />
          {offered.map((encoding) => (
            <MenuItem
              key={encoding}
              hint={encoding === chosen ? 'now' : null}
              onSelect={() => choose(encoding)}
            >
              {encodingName(encoding)}
            </MenuItem>
          ))}
        </>
      ) : (
        <MenuItem disabled onSelect={() => undefined}>
          The file has no text
        </MenuItem>
      )}
    </Menu>
  )
}
