import type { ReactNode } from 'react'
import type { Identity } from '#shared/domain/landing/identity.ts'
import { Field } from '#renderer/ui/field.tsx'
import styles from './landing.module.css'

/** Who the person is, where git knows nobody. */
export function LandingIdentity({
  identity,
  onChange,
}: {
  readonly identity: Identity
  readonly onChange: (identity: Identity) => void
}): ReactNode {
  return (
    <div className={styles.identity}>
      <Field label="Your name" value={identity.name} onChange={(name) => onChange({ ...identity, name })} />
      <Field
        label="Your address"
        type="email"
        value={identity.email}
        onChange={(email) => onChange({ ...identity, email })}
      />
      <p className={styles.note}>
        Git has no identity here. These are used for this repository from now on, by Winnow only.
      </p>
    </div>
  )
}
