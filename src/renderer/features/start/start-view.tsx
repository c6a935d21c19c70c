import { FolderGit2, FolderOpen, Sparkles } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { ConnectionLine } from '#renderer/app/connection-line.tsx'
import { viewStore } from '#renderer/view/view-store.ts'
import { useClient } from '#renderer/client/context.ts'
import { useWorkbenchInfo } from '#renderer/replicas/workbench-info.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import { AgentList } from './agent-list.tsx'
import { chooseRepository, pathFieldWanted } from '#renderer/actions/choose-repository.ts'
import { RecentList } from './recent-list.tsx'
import { openDemo, openRepository, repositoriesStore } from '#renderer/replicas/repositories.ts'
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
  // A browser cannot show the folders of the machine that the workbench is on.
  const hasDialog = useWorkbenchInfo()?.host === 'electron'
  const [canGoBack] = useState(() => viewStore.getState().repository !== null)

  const open = async (kind: 'open' | 'demo', work: () => Promise<unknown>): Promise<void> => {
    setBusy(kind)
    try {
      await work()
    } finally {
      setBusy('none')
    }
  }
  return (
    <main
      tabIndex={-1}
      className={[styles.start, over ? styles.over : ''].join(' ')}
      onDragOver={() => setOver(true)}
      onDragLeave={() => setOver(false)}
      onDrop={() => setOver(false)}
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
            {hasDialog ? (
              <Button
                icon={<FolderOpen size={16} strokeWidth={1.5} aria-hidden />}
                disabled={busy !== 'none'}
                onClick={() => void open('open', () => chooseRepository(client))}
              >
                Choose a folder
              </Button>
            ) : null}
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
          <ConnectionLine />
          <CommandButton command="settings.open" showKey>
            Settings
          </CommandButton>
        </footer>
      </div>
    </main>
  )
}
