import { useState, type ReactNode } from 'react'
import { useClient } from '#renderer/client/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Field } from '#renderer/ui/field.tsx'
import { reportFailure, tell } from '#renderer/ui/toasts.tsx'
import styles from './settings.module.css'

/** The key for `openai`, which goes to the system's keychain and never comes back. */
export function KeyField(): ReactNode {
  const client = useClient()
  const [key, setKey] = useState('')
  const save = async (value: string): Promise<void> => {
    const result = await client.workbench.saveKey({ key: value })
    if (!result.ok) return reportFailure(result.error)
    setKey('')
    tell(value === '' ? 'Removed the key from the keychain.' : 'Stored the key in the keychain.')
  }
  return (
    <div className={styles.form}>
      <Field
        label="API key for OpenAI"
        type="password"
        value={key}
        onChange={setKey}
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
