import type { ReactNode } from 'react'
import type { Typed } from '#renderer/replicas/context.ts'
import { Field } from '#renderer/ui/field.tsx'
import styles from './landing.module.css'

/** Who the person is, where git knows nobody. */
export function LandingIdentity({ name, email }: { readonly name: Typed; readonly email: Typed }): ReactNode {
  return (
    <div className={styles.identity}>
      <Field label="Your name" value={name.text} onChange={name.write} />
      <Field label="Your address" type="email" value={email.text} onChange={email.write} />
      <p className={styles.note}>
        Git has no identity here. These are used for this repository from now on, by Winnow only.
      </p>
    </div>
  )
}
