import { useState, type ReactNode } from 'react'
import type { LandingPreview } from '#shared/contract/landing.ts'
import { isSameIdentity, type Identity } from '#shared/domain/landing/identity.ts'
import type { Typed } from '#renderer/replicas/context.ts'
import { Field } from '#renderer/ui/field.tsx'
import styles from './landing.module.css'

const named = ({ name, email }: Identity): string => `${name} <${email}>`

/** Whose commit it will be, and what a landing does not do that git commit does here. */
export function LandingAuthor({
  preview,
  asSince,
  onAsSince,
  name,
  email,
}: {
  readonly preview: LandingPreview | null
  readonly asSince: boolean
  readonly onAsSince: (asSince: boolean) => void
  /** The author of this commit, where that is changed; else the person. */
  readonly name: Typed
  readonly email: Typed
}): ReactNode {
  const [opened, setOpened] = useState(false)
  if (preview === null) return null
  const { identity, committer, identitySince, notices } = preview
  const person = asSince ? identitySince : identity
  const isChanged = name.isTyped || email.isTyped
  const isOpen = opened || isChanged
  const shown = isChanged ? { name: name.text, email: email.text } : person
  const close = (): void => {
    setOpened(false)
    name.drop()
    email.drop()
  }
  const by = asSince ? identitySince : committer
  return (
    <div className={styles.author}>
      {isOpen ? (
        <div className={styles.identity}>
          <Field label="Author’s name" value={name.text} onChange={name.write} />
          <Field label="Author’s address" type="email" value={email.text} onChange={email.write} />
        </div>
      ) : null}
      {shown === null ? null : (
        <p className={styles.note}>
          {isOpen ? 'The author of this commit only' : `Author: ${named(shown)}`}
          {by === null || isSameIdentity(by, shown) ? '' : `, committed by ${named(by)}`}{' '}
          <button
            type="button"
            className={styles.inline}
            onClick={() => (isOpen ? close() : setOpened(true))}
          >
            {isOpen ? 'Be the author yourself' : 'Change the author'}
          </button>
        </p>
      )}
      {notices.map((notice) => (
        <p key={notice} className={styles.note}>
          {notice}
        </p>
      ))}
      {identity === null || identitySince === null ? null : (
        <label className={styles.note}>
          <input type="checkbox" checked={asSince} onChange={(event) => onAsSince(event.target.checked)} />{' '}
          Commit as {named(identitySince)}
        </label>
      )}
    </div>
  )
}
