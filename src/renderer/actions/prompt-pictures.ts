import {
  useCallback,
  useMemo,
  useRef,
  useState,
  type ClipboardEvent,
  type DragEvent,
  type RefObject,
} from 'react'
import { namedPictures, pictureLimits } from '#shared/domain/picture/named-pictures.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { Client } from '#renderer/client/context.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'

/** What a prompt's field, and what is around it, does with pictures. */
export interface PictureTarget {
  /** Whether what is dragged over it would be added. */
  readonly isOver: boolean
  /** Takes the pictures of a paste; false where it has none. */
  readonly paste: (event: ClipboardEvent) => boolean
  readonly dropping: {
    readonly onDragOver: (event: DragEvent) => void
    readonly onDragLeave: (event: DragEvent) => void
    readonly onDrop: (event: DragEvent) => void
  }
}

/**
 * Lets pictures be pasted and dropped into a prompt, of which the text is a draft. Each is kept by the workbench first, and
 * then named in the text by its path: where the cursor is while the field has it, else at the end.
 */
export function usePictureTarget(draft: string, field: RefObject<HTMLTextAreaElement | null>): PictureTarget {
  const { client, drafts, info } = useReplicas()
  const [isOver, setOver] = useState(false)
  const adding = useRef(Promise.resolve())

  const name = useCallback(
    (path: string): void => {
      const here = field.current
      const has = drafts.text(draft)
      if (here !== null && document.activeElement === here && here.value === has) {
        const gap = /\S$/.test(has.slice(0, here.selectionStart)) ? ' ' : ''
        // As if it was typed, so that the field can undo it.
        if (document.execCommand('insertText', false, `${gap}${path} `)) return
      }
      drafts.write(draft, `${has}${/\S$/.test(has) ? ' ' : ''}${path} `)
    },
    [draft, drafts, field],
  )
  const add = useCallback(
    async (files: readonly File[]): Promise<void> => {
      const told = await info.load().then(() => info.store.getState().value)
      for (const file of files) {
        const named = told === null ? [] : namedPictures(drafts.text(draft), [told.home, ...told.formerHomes])
        if (named.length >= pictureLimits.inPrompt)
          return reportFailure({
            message: `A prompt names at most ${pictureLimits.inPrompt} pictures. The rest was not added. Remove some of them first.`,
          })
        const kept = await keepPicture(client, file)
        if (kept === null) continue
        name(kept)
        announce('Picture added.')
      }
    },
    [client, draft, drafts, info, name],
  )
  return useMemo(() => {
    // One after another, in the order in which they were given.
    const addNext = (files: readonly File[]): void => {
      adding.current = adding.current.then(() =>
        add(files).catch(() =>
          reportFailure({
            message: 'The workbench did not answer, so no picture was added. Add it again.',
          }),
        ),
      )
    }
    return {
      isOver,
      paste(event) {
        const files = [...event.clipboardData.files]
        if (files.length === 0 || hasWords(event.clipboardData, files)) return false
        event.preventDefault()
        addNext(files)
        return true
      },
      dropping: {
        onDragOver(event) {
          if (!event.dataTransfer.types.includes('Files')) return
          event.preventDefault()
          setOver(true)
        },
        onDragLeave(event) {
          if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
            setOver(false)
        },
        onDrop(event) {
          setOver(false)
          const { items, files } = event.dataTransfer
          // A folder is opened, wherever it is dropped.
          if (files.length === 0 || [...items].some((item) => item.webkitGetAsEntry()?.isDirectory)) return
          event.preventDefault()
          field.current?.focus()
          addNext([...files])
        },
      },
    }
  }, [isOver, add, field])
}

/** Whether the words of a paste are meant: a table's cells come with a picture of them, a copied file with its name. */
function hasWords(data: DataTransfer, files: readonly File[]): boolean {
  const words = data.getData('text/plain').trim()
  return words !== '' && words !== files.map((file) => file.name).join('\n')
}

/** The path of a picture that the workbench keeps now; null where it does not, which the person is told. */
async function keepPicture(client: Client, file: File): Promise<string | null> {
  const refuse = (why: string): null => {
    reportFailure({ message: file.name === '' ? why : `${pathForDisplay(file.name)}: ${why}` })
    return null
  }
  if (file.size > pictureLimits.bytes)
    return refuse(
      `This file has ${Math.ceil(file.size / 1_000_000)} MB, and a prompt takes at most ${pictureLimits.bytes / 1_000_000} MB for one picture. Nothing was added. Make it smaller, or name it in the prompt.`,
    )
  const base64 = await readBase64(file)
  if (base64 === null) return refuse('This file can’t be read. Nothing was added. Paste the picture itself.')
  const kept = await client.picture.keep({ base64 })
  return kept.ok ? kept.value.path : refuse(kept.error.message)
}

function readBase64(file: File): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      const { result } = reader
      resolve(typeof result === 'string' ? result.slice(result.indexOf(',') + 1) : null)
    })
    reader.addEventListener('error', () => resolve(null))
    reader.readAsDataURL(file)
  })
}
