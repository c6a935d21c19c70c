import { Popover } from '@base-ui/react/popover'
import { Command } from 'cmdk'
import { ChevronDown, GitBranch } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import type { BaseChoice } from '#shared/domain/repository/repository.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { sameElement, useFocusBack } from '#renderer/ui/focus-back.ts'
import list from '#renderer/ui/list.module.css'
import { useRepositories } from '#renderer/replicas/context.ts'
import { useBases } from './use-bases.ts'
import styles from './composer.module.css'

const mostShown = 200
const kinds = { branch: '', remoteBranch: 'remote', tag: 'tag' } as const

function behindWords(base: BaseChoice | undefined): string | null {
  if (base?.behind === null || base?.behind === undefined || base.behind === 0) return null
  return `${countOf(base.behind, 'commit')} behind ${base.upstream ?? 'its upstream'}`
}

/** What the tasks start from: a branch, a tag, or any commit that is typed. */
export function BaseChip({
  repository,
  base,
  onChoose,
}: {
  readonly repository: string
  readonly base: string | null
  readonly onChoose: (base: string | null) => void
}): ReactNode {
  const bases = useBases(repository)
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const popup = useRef<HTMLDivElement>(null)
  const giveFocusBack = useFocusBack(open, popup, sameElement)
  const branch = useRepositories().find((one) => one.id === repository)?.branch ?? null

  // Chosen ones are known by their full names: a tag may have the name of a branch.
  const chosen = bases.find((one) => one.ref === (base ?? `refs/heads/${branch ?? ''}`))
  const shown = chosen?.name ?? base ?? branch ?? 'HEAD'
  const behind = behindWords(chosen)
  const choose = (next: string | null): void => {
    onChoose(next)
    setOpen(false)
    setQuery('')
  }
  return (
    <>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          render={
            <button
              type="button"
              className={styles.chip}
              aria-label={`Base: ${shown}${behind === null ? '' : `, ${behind}`}`}
            >
              <GitBranch size={16} strokeWidth={1.5} aria-hidden />
              <span className={styles.chipValue}>{shown}</span>
              {behind === null ? null : <span className={styles.behind}>{behind}</span>}
              <ChevronDown size={14} strokeWidth={1.5} aria-hidden />
            </button>
          }
        />
        <Popover.Portal>
          <Popover.Positioner sideOffset={4} align="start" collisionPadding={8} className={list.positioner}>
            <Popover.Popup
              ref={popup}
              className={list.popup}
              finalFocus={giveFocusBack}
              aria-label="Choose the base"
            >
              <Command label="Choose the base" shouldFilter className={list.command}>
                <Command.Input
                  value={query}
                  onValueChange={setQuery}
                  placeholder="Branch, tag or commit"
                  className={list.input}
                />
                <Command.List className={list.list} label="Bases">
                  <Command.Empty className={list.empty}>No branch or tag has this name.</Command.Empty>
                  {bases.slice(0, mostShown).map((one) => (
                    <Command.Item
                      key={`${one.kind}-${one.name}`}
                      value={one.ref}
                      keywords={[one.name]}
                      onSelect={() => choose(one.ref)}
                      className={list.item}
                    >
                      <span className={list.label}>{one.name}</span>
                      <span className={list.hint}>{behindWords(one) ?? kinds[one.kind]}</span>
                    </Command.Item>
                  ))}
                  {query.trim() !== '' && !bases.some((one) => one.name === query.trim()) ? (
                    <Command.Item
                      value={`use ${query}`}
                      forceMount
                      onSelect={() => choose(query.trim())}
                      className={list.item}
                    >
                      <span className={list.label}>Start from “{query.trim()}”</span>
                      <span className={list.hint}>as git understands it</span>
                    </Command.Item>
                  ) : null}
                </Command.List>
              </Command>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </>
  )
}
