import { ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useView, viewStore } from '#renderer/view/view-store.ts'
import { CommandItem, Menu, MenuItem, MenuSeparator } from '#renderer/ui/menu.tsx'
import { useRepositories } from '#renderer/replicas/context.ts'
import styles from './queue.module.css'

/** The repository that new tasks go to, and the way to another. */
export function RepositoryMenu(): ReactNode {
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
          <span className={styles.repositoryName}>{repository?.name ?? 'Choose a repository'}</span>
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
      <CommandItem command="repository.open" />
      <CommandItem command="review.start" />
      <CommandItem command="start.show" />
      <CommandItem command="settings.open" />
    </Menu>
  )
}
