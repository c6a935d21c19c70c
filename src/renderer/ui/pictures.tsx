import { X } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { namedPictures, type Homes } from '#shared/domain/picture/named-pictures.ts'
import { useClient } from '#renderer/client/context.ts'
import { IconButton } from './button.tsx'
import styles from './pictures.module.css'

/** The pictures that a text names, small; with a way to take each out of the text where `onRemove` is given. */
export function Pictures({
  text,
  homes,
  onRemove,
}: {
  readonly text: string
  /** Where the data folder is and was; null until it is known. */
  readonly homes: Homes | null
  readonly onRemove?: (path: string) => void
}): ReactNode {
  const paths = homes === null ? [] : [...new Set(namedPictures(text, homes).map(({ path }) => path))]
  if (paths.length === 0) return null
  return (
    <ul className={styles.pictures} aria-label="Pictures of the prompt">
      {paths.map((path, index) => (
        <li key={path} className={styles.picture}>
          <Thumbnail path={path} name={`Picture ${index + 1}`} />
          {onRemove === undefined ? null : (
            <IconButton
              className={styles.remove}
              label={`Remove picture ${index + 1}`}
              onClick={() => onRemove(path)}
            >
              <X size={12} strokeWidth={2} aria-hidden />
            </IconButton>
          )}
        </li>
      ))}
    </ul>
  )
}

/** An address of what the workbench keeps; empty where it does not any more, null until that is known. */
function usePicture(path: string): string | null {
  const client = useClient()
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    let wanted = true
    let made: string | null = null
    client.picture.get({ path }).then(
      (found) => {
        if (!wanted) return
        if (found.ok) {
          const bytes = Uint8Array.from(atob(found.value.base64), (char) => char.charCodeAt(0))
          made = URL.createObjectURL(new Blob([bytes], { type: `image/${found.value.kind}` }))
        }
        setAddress(made ?? '')
      },
      // It is asked for again by whoever shows it next.
      () => undefined,
    )
    return () => {
      wanted = false
      if (made !== null) URL.revokeObjectURL(made)
    }
  }, [client, path])
  return address
}

function Thumbnail({ path, name }: { readonly path: string; readonly name: string }): ReactNode {
  const address = usePicture(path)
  if (address === null) return <span className={styles.frame} role="img" aria-label={name} />
  if (address === '')
    return (
      <span className={styles.frame} title={path}>
        not kept any more
      </span>
    )
  return <img className={styles.frame} src={address} alt={name} title={path} draggable={false} />
}
