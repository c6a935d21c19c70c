import { useEffect, useState, type ReactNode } from 'react'
import { useClient } from '#renderer/client/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import { CompletingInput, type Completion } from '#renderer/ui/completing-input.tsx'
import { useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { useWantedField } from '#renderer/view/wanted-field.ts'
import styles from './start.module.css'

/** Folders that complete a path, as the machine of the workbench has them. */
function useFolders(text: string): readonly Completion[] {
  const client = useClient()
  const [folders, setFolders] = useState<readonly Completion[]>([])
  useEffect(() => {
    let wanted = true
    const answer = text.trim() === '' ? Promise.resolve([]) : client.repository.completeFolder({ text })
    answer.then(
      (found) => {
        if (!wanted) return
        setFolders(
          found.map(({ path, repository }) =>
            // A folder that is no repository is gone through: what is in it comes next.
            repository ? { value: path, hint: 'repository' } : { value: `${path}/`, goesOn: true },
          ),
        )
      },
      // Without an answer there is nothing to complete to; the path can be typed all the same.
      () => (wanted ? setFolders([]) : undefined),
    )
    return () => {
      wanted = false
    }
  }, [client, text])
  return folders
}

/** Where the path of a repository is typed, completed as in a shell. */
export function PathField({
  busy,
  onOpen,
}: {
  readonly busy: boolean
  /** Says whether it was opened. */
  readonly onOpen: (path: string) => Promise<boolean>
}): ReactNode {
  const { text: path, write: setPath, drop } = useTyped(draftPlaces.repositoryPath, '')
  const field = useWantedField<HTMLInputElement>('repositoryPath')
  const folders = useFolders(path)
  return (
    <form
      className={styles.path}
      data-opened-by="repository.open"
      onSubmit={(event) => {
        event.preventDefault()
        if (path.trim() !== '') void onOpen(path.trim()).then((done) => (done ? drop() : undefined))
      }}
    >
      <CompletingInput
        inputRef={field}
        className={styles.pathField}
        aria-label="Folder of a repository"
        placeholder="~/path/to/a/repository"
        value={path}
        spellCheck={false}
        autoComplete="off"
        onChange={setPath}
        options={folders}
      />
      <Button type="submit" look="primary" disabled={path.trim() === '' || busy}>
        Open repository
      </Button>
    </form>
  )
}
