import { FolderGit2, FolderOpen, Sparkles } from 'lucide-react'
import { useEffect, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { viewStore } from '#renderer/app/view-store.ts'
import { pathForFile } from '#renderer/client/connect.ts'
import { useClient } from '#renderer/client/context.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { AgentList } from './agent-list.tsx'
import { chooseRepository, pathFieldWanted } from './choose-repository.ts'
import { RecentList } from './recent-list.tsx'
import { openDemo, openRepository, repositoriesStore } from './repositories-store.ts'
import styles from './start.module.css'

function PathField({ busy, onOpen }: { busy: boolean; onOpen: (path: string) => void }): ReactNode {
  const field = useRef<HTMLInputElement>(null)
  const [path, setPath] = useState('')
  useEffect(() => {
    const focus = (): void => field.current?.focus()
    window.addEventListener(pathFieldWanted, focus)
    return () => window.removeEventListener(pathFieldWanted, focus)
  }, [])
  return (
    <form
      className={styles.path}
      onSubmit={(event) => {
        event.preventDefault()
        if (path.trim() !== '') onOpen(path.trim())
      }}
    >
      <input
        ref={field}
        className={styles.pathField}
        aria-label="Folder of a repository"
        placeholder="/path/to/a/repository"
        value={path}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setPath(event.target.value)}
      />
      <Button type="submit" look="primary" disabled={path.trim() === '' || busy}>
        Open repository
      </Button>
    </form>
  )
}

/** The first view: which repository, and which agents this machine has. */
export function StartView(): ReactNode {
  const client = useClient()
  const { loaded, list } = useStore(repositoriesStore)
  const [busy, setBusy] = useState<'none' | 'open' | 'demo'>('none')
  const [over, setOver] = useState(false)
  const [canGoBack] = useState(() => viewStore.getState().repository !== null)

  const open = async (kind: 'open' | 'demo', work: () => Promise<unknown>): Promise<void> => {
    setBusy(kind)
    try {
      await work()
    } finally {
      setBusy('none')
    }
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file === undefined) return
    const path = pathForFile(file)
    if (path === null || path === '')
      reportFailure({
        message: 'A browser does not tell where a folder is. Nothing was opened. Type its path instead.',
      })
    else void open('open', () => openRepository(client, path))
  }

  return (
    <main
      tabIndex={-1}
      className={[styles.start, over ? styles.over : ''].join(' ')}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={styles.page}>
        <header className={styles.head}>
          <h1 className={styles.name}>Winnow</h1>
          <p className={styles.claim}>Agents write in parallel. You decide, hunk by hunk, what lands.</p>
        </header>

        <section className={styles.section} aria-labelledby="start-open">
          <h2 id="start-open" className={styles.label}>
            Open a repository
          </h2>
          <PathField
            busy={busy !== 'none'}
            onOpen={(path) => void open('open', () => openRepository(client, path))}
          />
          <div className={styles.actions}>
            <Button
              icon={<FolderOpen size={16} strokeWidth={1.5} aria-hidden />}
              disabled={busy !== 'none'}
              onClick={() => void open('open', () => chooseRepository(client))}
            >
              Choose a folder
            </Button>
            <Button
              icon={<Sparkles size={16} strokeWidth={1.5} aria-hidden />}
              disabled={busy !== 'none'}
              onClick={() => void open('demo', () => openDemo(client))}
            >
              {busy === 'demo' ? 'Making the demo repository' : 'Try it on a demo'}
            </Button>
            {canGoBack ? (
              <Button look="quiet" onClick={() => viewStore.setState({ view: 'workbench' })}>
                Back to the workbench
              </Button>
            ) : null}
          </div>
        </section>

        {loaded && list.length > 0 ? (
          <section className={styles.section} aria-labelledby="start-recent">
            <h2 id="start-recent" className={styles.label}>
              Recent
            </h2>
            <RecentList
              repositories={list}
              onOpen={(path) => void open('open', () => openRepository(client, path))}
            />
          </section>
        ) : null}

        <section className={styles.section} aria-labelledby="start-agents">
          <h2 id="start-agents" className={styles.label}>
            Agents on this machine
          </h2>
          <AgentList />
        </section>

        <footer className={styles.foot}>
          <FolderGit2 size={16} strokeWidth={1.5} aria-hidden />
          <p>Your checkout is never reset, stashed or cleaned: each agent works in a worktree of its own.</p>
          <CommandButton command="settings.open" showKey>
            Settings
          </CommandButton>
        </footer>
      </div>
    </main>
  )
}
