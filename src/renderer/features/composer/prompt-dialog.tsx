import { X } from 'lucide-react'
import { useRef, useState, type ReactNode, type RefObject } from 'react'
import { showDialog, useView } from '#renderer/view/view-store.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { Button, IconButton } from '#renderer/ui/button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { Field } from '#renderer/ui/field.tsx'
import { tasksDraft } from '#renderer/replicas/drafts.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { promptName } from './prompt-name.ts'
import { useDraft, usePrompts, useReplicas, useTyped } from '#renderer/replicas/context.ts'
import styles from './composer.module.css'

function PromptForm({ first }: { readonly first: RefObject<HTMLInputElement | null> }): ReactNode {
  const { prompts: saved } = useReplicas()
  const text = useDraft(tasksDraft)[0].trim()
  const prompts = usePrompts()
  const [offered] = useState(() => text.split(/\s+/).slice(0, 4).join(' '))
  const { text: words, write: setWords, drop } = useTyped(draftPlaces.promptName, offered)
  const name = promptName(words)
  const taken = prompts.some((prompt) => prompt.name === name)
  const save = async (): Promise<void> => {
    await saved.save(name, text)
    drop()
    announce(`Saved the prompt ${name}.`)
    showDialog('composer')
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (name !== '') void save()
      }}
    >
      <Field
        inputRef={first}
        label="Name"
        value={words}
        onChange={setWords}
        note={
          name === ''
            ? 'Letters and digits.'
            : `Type /${name} in the composer to use it.${taken ? ' It takes the place of the prompt that has this name.' : ''}`
        }
      />
      <p className={styles.savedText}>{text}</p>
      <div>
        <Button type="submit" look="primary" disabled={name === ''}>
          {taken ? 'Replace the prompt' : 'Save the prompt'}
        </Button>
      </div>
      {prompts.length === 0 ? null : (
        <section aria-labelledby="saved-prompts">
          <h3 id="saved-prompts" className={styles.note}>
            Saved before
          </h3>
          <ul className={styles.prompts}>
            {prompts.map((prompt) => (
              <li key={prompt.name}>
                <code>/{prompt.name}</code>
                <span className={styles.promptText}>{prompt.text}</span>
                <IconButton
                  label={`Remove the prompt ${prompt.name}`}
                  onClick={() => void saved.save(prompt.name, '')}
                >
                  <X size={16} strokeWidth={1.5} />
                </IconButton>
              </li>
            ))}
          </ul>
        </section>
      )}
    </form>
  )
}

/** Saves what stands in the composer as a prompt to use again. */
export function PromptDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'prompt')
  const first = useRef<HTMLInputElement>(null)
  return (
    <Dialog
      open={open}
      onClose={() => showDialog('composer')}
      title="Save the text as a prompt"
      width={520}
      openedBy="prompt.save"
      initialFocus={first}
    >
      <PromptForm first={first} />
    </Dialog>
  )
}
