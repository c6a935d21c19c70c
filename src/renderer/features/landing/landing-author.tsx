import type { ReactNode } from 'react'
import type { LandingPreview } from '#shared/contract/landing.ts'
import { isSameIdentity, type Identity } from '#shared/domain/landing/identity.ts'
import styles from './landing.module.css'

const named = ({ name, email }: Identity): string => `${name} <${email}>`

/** Whose commit it will be, and what a landing does not do that git commit does here. */
export function LandingAuthor({
  preview,
  asSince,
  onChange,
}: {
  readonly preview: LandingPreview | null
  readonly asSince: boolean
  readonly onChange: (asSince: boolean) => void
}): ReactNode {
  if (preview === null) return null
  const { identity, committer, identitySince, notices } = preview
  const author = asSince ? identitySince : identity
  return (
    <div>
      {author === null ? null : (
        <p className={styles.note}>
          Author: {named(author)}
          {asSince || committer === null || isSameIdentity(committer, author)
            ? ''
            : `, committed by ${named(committer)}`}
        </p>
      )}
      {notices.map((notice) => (
        <p key={notice} className={styles.note}>
          {notice}
        </p>
      ))}
      {identity === null || identitySince === null ? null : (
        <label className={styles.note}>
          <input type="checkbox" checked={asSince} onChange={(event) => onChange(event.target.checked)} />{' '}
          Commit as {named(identitySince)}
        </label>
      )}
    </div>
  )
}
