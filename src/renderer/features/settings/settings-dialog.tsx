import { useRef, useState, type ReactNode } from 'react'
import { showDialog, useView } from '#renderer/view/view-store.ts'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { AgentsFound } from './agents-found.tsx'
import { DiskSection } from './disk-section.tsx'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { useBindingsTold, useRepositories } from '#renderer/replicas/context.ts'
import { findBindings, KeyBindings } from './key-bindings.tsx'
import { KeyField } from './key-field.tsx'
import { RepositorySettingsSection } from './repository-settings.tsx'
import { SettingRow } from './setting-row.tsx'
import { findSettings, settingEntries } from './settings-list.ts'
import styles from './settings.module.css'

const sections = [...new Set(settingEntries.map((entry) => entry.section))]
const repositoryWords =
  'repository ignored files copy worktree setup command trust branch name filters rules allow forbid approvals ask'
const diskWords = 'disk space size worktrees outputs trash garbage collection delete'
const keyWords = 'openai api key keychain agents'
const foundWords = 'agents found machine version installed try codex claude opencode gemini openai'

const mentions = (words: string, query: string): boolean =>
  query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word))

/** Every setting with its default: the person's own, then the current repository's. */
export function SettingsDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'settings')
  const current = useView((state) => state.repository)
  const repository = useRepositories().find((one) => one.id === current)
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const found = findSettings(query)
  const withRepository = repository !== undefined && mentions(repositoryWords, query)
  const commands = useBoundCommands()
  const told = useBindingsTold()
  const withKeys = findBindings(commands, query).length > 0
  // What waits for the person comes first.
  const keysFirst = told !== null && (told.proposal !== null || told.problem !== null)
  const withKey = mentions(keyWords, query)
  const withFound = mentions(foundWords, query)
  const withDisk = mentions(diskWords, query)
  return (
    <Dialog
      open={open}
      onClose={() => showDialog(null)}
      title="Settings"
      width={720}
      openedBy="settings.open"
      tall
      initialFocus={field}
    >
      <div className={styles.head}>
        <input
          ref={field}
          type="search"
          className={styles.search}
          aria-label="Find a setting"
          placeholder="Find a setting"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <div className={styles.body} tabIndex={-1}>
        {found.length === 0 && !withRepository && !withKey && !withFound && !withDisk && !withKeys ? (
          <p className={styles.note}>No setting has these words.</p>
        ) : null}
        {keysFirst ? <KeyBindings query={query} /> : null}
        {sections.map((section) => {
          const entries = found.filter((entry) => entry.section === section)
          const key = section === 'Agents' && withKey
          const agents = section === 'Agents' && withFound
          if (entries.length === 0 && !key && !agents) return null
          return (
            <section key={section} className={styles.section} aria-label={section}>
              <h3 className={styles.heading}>
                {section} <span className={styles.scope}>for you, in every repository</span>
              </h3>
              {agents ? <AgentsFound /> : null}
              {entries.map((entry) => (
                <SettingRow key={entry.name} entry={entry} />
              ))}
              {key ? <KeyField /> : null}
            </section>
          )
        })}
        {keysFirst ? null : <KeyBindings query={query} />}
        {withDisk ? <DiskSection /> : null}
        {withRepository ? <RepositorySettingsSection key={repository.id} repository={repository} /> : null}
      </div>
    </Dialog>
  )
}
