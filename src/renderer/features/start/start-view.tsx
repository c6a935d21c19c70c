import { FolderGit2, FolderOpen, Sparkles } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { viewStore } from '#renderer/view/view-store.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import { AgentList } from './agent-list.tsx'
import { chooseRepository, openDemo, openRepository } from '#renderer/actions/open-repository.ts'
import { PathField } from './path-field.tsx'
import { RecentList } from './recent-list.tsx'
import { useReplicas, useWorkbenchInfo } from '#renderer/replicas/context.ts'
import styles from './start.module.css'

/** The first view: which repository, and which agents this machine has. `status` says whether it is still so. */
export function StartView({ status }: { readonly status: ReactNode }): ReactNode {
  const replicas = useReplicas()
  const { loaded, list } = useStore(replicas.repositories.store)
  const [busy, setBusy] = useState<'none' | 'open' | 'demo'>('none')
  const [over, setOver] = useState(false)
  // A browser cannot show the folders of the machine that the workbench is on.
  const hasDialog = useWorkbenchInfo()?.host === 'electron'
  const [canGoBack] = useState(() => viewStore.getState().repository !== null)

  const open = async (kind: 'open' | 'demo', work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(kind)
    try {
      return (await work()) === true
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
            onOpen={(path) => open('open', () => openRepository(replicas, path))}
          />
          <div className={styles.actions}>
            {hasDialog ? (
              <Button
                icon={<FolderOpen size={16} strokeWidth={1.5} aria-hidden />}
                disabled={busy !== 'none'}
                onClick={() => void open('open', () => chooseRepository(replicas))}
              >
                Choose a folder
              </Button>
            ) : null}
            <Button
              icon={<Sparkles size={16} strokeWidth={1.5} aria-hidden />}
              disabled={busy !== 'none'}
              onClick={() => void open('demo', () => openDemo(replicas))}
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
              onOpen={(path) => void open('open', () => openRepository(replicas, path))}
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
          {status}
          <CommandButton command="settings.open" showKey>
            Settings
          </CommandButton>
        </footer>
      </div>
    </main>
  )
}
