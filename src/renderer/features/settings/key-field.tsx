import { useState, type ReactNode } from 'react'
import { useClient } from '#renderer/client/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Field } from '#renderer/ui/field.tsx'
import { tell } from '#renderer/ui/toasts.tsx'
import { useWorkbenchInfo } from '#renderer/replicas/context.ts'
import styles from './settings.module.css'

/** The key for `openai`, which goes to the system's keychain and never comes back. */
export function KeyField(): ReactNode {
  const client = useClient()
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const host = useWorkbenchInfo()?.host
  const save = async (value: string): Promise<void> => {
    const result = await client.workbench.saveKey({ key: value })
    setProblem(result.ok ? null : result.error.message)
    if (!result.ok) return
    setKey('')
    tell(value === '' ? 'Removed the key from the keychain.' : 'Stored the key in the keychain.')
  }
  if (host !== undefined && host !== 'electron')
    return (
      <div className={styles.row}>
        <div className={styles.words}>
          <p className={styles.title}>API key for OpenAI</p>
          <p className={styles.note}>
            Over the web Winnow has no keychain to store a key in. Set OPENAI_API_KEY in the environment that
            starts it.
          </p>
        </div>
      </div>
    )
  return (
    <div className={styles.form}>
      <Field
        label="API key for OpenAI"
        type="password"
        value={key}
        onChange={setKey}
        problem={problem}
        note="Kept in the system’s keychain, never in Winnow’s files. The environment’s OPENAI_API_KEY works too."
        mono
      />
      <div className={styles.buttons}>
        <Button disabled={key === ''} onClick={() => void save(key)}>
          Store the key
        </Button>
        <Button look="quiet" onClick={() => void save('')}>
          Remove the stored key
        </Button>
      </div>
    </div>
  )
}
