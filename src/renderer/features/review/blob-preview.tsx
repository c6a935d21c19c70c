import { useEffect, useState, type ReactNode } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { DecidedFile, DecidedHunk } from '#shared/domain/review/decided.ts'
import { largeFilePointer } from './hunk-view.ts'
import { pictureType } from './picture-type.ts'
import type { Review } from './review-store.ts'
import { sizeText } from '#shared/base/quantity-text.ts'
import styles from './blob-preview.module.css'

type Side = 'before' | 'after'

type Loaded =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'here'; readonly bytes: Uint8Array<ArrayBuffer> }

function useBlob(review: Review, oid: string | null): Loaded | null {
  const [loaded, setLoaded] = useState<{ readonly oid: string; readonly value: Loaded } | null>(null)
  useEffect(() => {
    if (oid === null) return
    let wanted = true
    const load = async (): Promise<void> => {
      const result = await review.client.changeset.blob({ session: review.session, oid })
      if (!wanted) return
      setLoaded({
        oid,
        value: result.ok
          ? { state: 'here', bytes: Uint8Array.from(atob(result.value.base64), (char) => char.charCodeAt(0)) }
          : { state: 'failed', message: result.error.message },
      })
    }
    load().catch(() => {
      if (wanted) setLoaded({ oid, value: { state: 'failed', message: 'The workbench did not answer.' } })
    })
    return () => {
      wanted = false
    }
  }, [review, oid])
  if (oid === null) return null
  return loaded?.oid === oid ? loaded.value : { state: 'loading' }
}

/** What a unit is about: both pictures, link targets, submodule commits, large-file pointers, sizes. */
export function BlobPreview({
  review,
  file,
  hunk,
}: {
  readonly review: Review
  readonly file: DecidedFile
  readonly hunk: DecidedHunk
}): ReactNode {
  if (hunk.kind === 'submodule')
    return (
      <dl className={styles.facts}>
        <Fact side="before">{file.oldOid === null ? 'absent' : `commit ${file.oldOid}`}</Fact>
        <Fact side="after">{file.newOid === null ? 'absent' : `commit ${file.newOid}`}</Fact>
      </dl>
    )
  const picture = pictureType(file.path)
  const aboutContent =
    hunk.kind === 'binary' ||
    hunk.kind === 'symlink' ||
    hunk.kind === 'type' ||
    (hunk.kind === 'delete' && file.binary)
  if (!aboutContent) return null
  return (
    <div className={styles.sides}>
      {(['before', 'after'] as const).map((side) => (
        <OneSide
          key={side}
          review={review}
          side={side}
          oid={side === 'before' ? file.oldOid : file.newOid}
          mode={side === 'before' ? file.oldMode : file.newMode}
          picture={picture}
        />
      ))}
    </div>
  )
}

/** Whether a file whose lines changed is a picture too. */
export function isTextPicture(file: DecidedFile): boolean {
  return file.path.toLowerCase().endsWith('.svg') && file.hunks.some((hunk) => hunk.kind === 'text')
}

/** Both pictures of a file whose lines are decided. */
export function PicturePair({
  review,
  file,
}: {
  readonly review: Review
  readonly file: DecidedFile
}): ReactNode {
  return (
    <div className={styles.pair}>
      <OneSide review={review} side="before" oid={file.oldOid} mode={file.oldMode} picture="image/svg+xml" />
      <OneSide review={review} side="after" oid={file.newOid} mode={file.newMode} picture="image/svg+xml" />
    </div>
  )
}

function Fact({ side, children }: { readonly side: Side; readonly children: ReactNode }): ReactNode {
  return (
    <div className={styles.fact}>
      <dt>{side === 'before' ? 'Before' : 'After'}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function OneSide({
  review,
  side,
  oid,
  mode,
  picture,
}: {
  readonly review: Review
  readonly side: Side
  readonly oid: string | null
  readonly mode: string
  readonly picture: string | undefined
}): ReactNode {
  const blob = useBlob(review, mode === '160000' ? null : oid)
  const word = side === 'before' ? 'Before' : 'After'
  if (mode === '160000')
    return <figure className={styles.side}>{`${word}: submodule at ${oid ?? 'no commit'}`}</figure>
  if (blob === null)
    return (
      <figure className={styles.side}>
        <figcaption>{word}: absent</figcaption>
      </figure>
    )
  if (blob.state !== 'here')
    return (
      <figure className={styles.side}>
        <figcaption>
          {word}: {blob.state === 'loading' ? 'reading its content' : blob.message}
        </figcaption>
      </figure>
    )
  const text = mode === '120000' || blob.bytes.length < 400 ? new TextDecoder().decode(blob.bytes) : ''
  if (mode === '120000')
    return (
      <figure className={styles.side}>
        <figcaption>{word}: points to</figcaption>
        <code className={styles.code}>{pathForDisplay(text)}</code>
      </figure>
    )
  if (text.startsWith(largeFilePointer)) {
    const size = Number(/^size (\d+)$/m.exec(text)?.[1] ?? 0)
    return (
      <figure className={styles.side}>
        <figcaption>{`${word}: a Git LFS pointer to ${sizeText(size)}`}</figcaption>
        <code className={styles.code}>{/^oid (.+)$/m.exec(text)?.[1] ?? ''}</code>
      </figure>
    )
  }
  return (
    <figure className={styles.side}>
      {picture === undefined || blob.bytes.length === 0 ? null : (
        <Picture bytes={blob.bytes} type={picture} label={word} />
      )}
      <figcaption>
        {word}: {sizeText(blob.bytes.length)}
      </figcaption>
    </figure>
  )
}

function Picture({
  bytes,
  type,
  label,
}: {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly label: string
}): ReactNode {
  const [source, setSource] = useState<string | null>(null)
  const [size, setSize] = useState('')
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([bytes], { type }))
    setSource(url)
    return () => URL.revokeObjectURL(url)
  }, [bytes, type])
  return (
    <div className={styles.picture}>
      {source === null ? null : (
        <img
          src={source}
          alt={`${label} the change`}
          onLoad={(event) =>
            setSize(`${event.currentTarget.naturalWidth} \u00d7 ${event.currentTarget.naturalHeight}`)
          }
        />
      )}
      <span className={styles.dimensions}>{size}</span>
    </div>
  )
}
