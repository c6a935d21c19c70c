import { ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { queueStore } from '#renderer/view/queue-store.ts'
import { useView, viewStore } from '#renderer/view/view-store.ts'
import { CommandItem, Menu, MenuItem, MenuSeparator } from '#renderer/ui/menu.tsx'
import { useRepositories } from '#renderer/replicas/context.ts'
import styles from './queue.module.css'

/** The repository that new tasks go to, the way to another, and to the sessions of one alone where there are `several`. */
export function RepositoryMenu({ several }: { readonly several: boolean }): ReactNode {
  const only = useStore(queueStore, (state) => state.only)
  const current = useView((state) => state.repository)
  const repositories = useRepositories()
  const repository = repositories.find((one) => one.id === current)
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles.repository}
          aria-label={`Repository for new tasks: ${repository?.name ?? 'none'}`}
        >
          {several && repository !== undefined ? <span className={styles.newIn}>New tasks:</span> : null}
          <span className={styles.repositoryName} title={repository?.name}>
            {repository?.name ?? 'Choose a repository'}
          </span>
          <ChevronsUpDown size={14} strokeWidth={1.5} aria-hidden />
        </button>
      }
    >
      {repositories.slice(0, 12).map((one) => (
        <MenuItem
          key={one.id}
          hint={one.id === current ? 'current' : one.branch}
          onSelect={() => viewStore.setState({ repository: one.id })}
        >
          {one.name}
        </MenuItem>
      ))}
      {repositories.length > 0 ? <MenuSeparator /> : null}
      {several && current !== null ? (
        <>
          <MenuItem onSelect={() => queueStore.setState({ only: only === null ? current : null })}>
            {only === null ? `List only sessions of ${repository?.name ?? 'it'}` : 'List all sessions'}
          </MenuItem>
          <MenuSeparator />
        </>
      ) : null}
      <CommandItem command="repository.open" />
      <CommandItem command="review.start" />
      <CommandItem command="start.show" />
      <CommandItem command="settings.open" />
    </Menu>
  )
}
