import { ChevronDown } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import type { Settings } from '#shared/domain/settings/settings.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { defaultSettings } from '#renderer/replicas/settings.ts'
import { useReplicas, useSettings, useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { Menu, MenuItem } from '#renderer/ui/menu.tsx'
import type { SettingEntry } from './settings-list.ts'
import styles from './settings.module.css'

function shownDefault(entry: SettingEntry): string {
  const value = defaultSettings[entry.name]
  switch (entry.kind) {
    case 'choice':
      return entry.options.find((option) => option.value === value)?.label ?? String(value)
    case 'flag':
      return value === true ? 'on' : 'off'
    case 'number':
      return `${String(value)} ${entry.unit}`
    case 'text':
      return value === '' ? 'empty' : String(value)
  }
}

/** A text that is saved when the field is left or Enter is pressed, not at every letter. */
function Entry({
  id,
  name,
  type,
  value,
  placeholder,
  minimum,
  maximum,
  onSave,
}: {
  readonly id: string
  readonly name: string
  readonly type: 'text' | 'number'
  readonly value: string
  readonly placeholder?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly onSave: (value: string) => void
}): ReactNode {
  const { text, write, drop } = useTyped(draftPlaces.setting(name), value)
  const save = (): void => {
    drop()
    if (text !== value) onSave(text)
  }
  return (
    <input
      id={id}
      type={type}
      className={type === 'number' ? styles.number : styles.text}
      value={text}
      placeholder={placeholder}
      min={minimum}
      max={maximum}
      spellCheck={false}
      autoComplete="off"
      aria-describedby={`${id}-note`}
      onChange={(event) => write(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => (keyOf(event) === 'Enter' ? save() : undefined)}
    />
  )
}

function Control({
  entry,
  id,
  value,
  change,
}: {
  readonly entry: SettingEntry
  readonly id: string
  readonly value: Settings[SettingEntry['name']]
  readonly change: (value: string | number | boolean) => void
}): ReactNode {
  switch (entry.kind) {
    case 'choice':
      return (
        <Menu
          trigger={
            <button
              id={id}
              type="button"
              className={styles.choice}
              aria-labelledby={`${id}-title ${id}`}
              aria-describedby={`${id}-note`}
            >
              {entry.options.find((option) => option.value === value)?.label ?? String(value)}
              <ChevronDown size={12} strokeWidth={1.5} aria-hidden />
            </button>
          }
        >
          {entry.options.map((option) => (
            <MenuItem
              key={option.value}
              hint={option.value === value ? 'now' : null}
              onSelect={() => change(option.value)}
            >
              {option.label}
            </MenuItem>
          ))}
        </Menu>
      )
    case 'flag':
      return (
        <input
          id={id}
          type="checkbox"
          className={styles.check}
          checked={value === true}
          aria-describedby={`${id}-note`}
          onChange={(event) => change(event.target.checked)}
        />
      )
    case 'number':
      return (
        <span className={styles.withUnit}>
          <Entry
            id={id}
            name={entry.name}
            type="number"
            value={String(value)}
            minimum={entry.minimum}
            maximum={entry.maximum}
            onSave={(text) => {
              const number = Math.round(Number(text))
              if (text !== '' && Number.isFinite(number))
                change(Math.min(entry.maximum, Math.max(entry.minimum, number)))
            }}
          />
          {entry.unit}
        </span>
      )
    case 'text':
      return (
        <Entry
          id={id}
          name={entry.name}
          type="text"
          value={String(value)}
          placeholder={entry.placeholder}
          onSave={change}
        />
      )
  }
}

/** A setting: what it is, its value, and its default when it differs. */
export function SettingRow({ entry }: { readonly entry: SettingEntry }): ReactNode {
  const { settings } = useReplicas()
  const id = useId()
  const value = useSettings((all) => all[entry.name])
  const changed = value !== defaultSettings[entry.name]
  const change = (next: string | number | boolean): void => void settings.change({ [entry.name]: next })
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <label id={`${id}-title`} htmlFor={id} className={styles.title}>
          {entry.title}
        </label>
        <p id={`${id}-note`} className={styles.note}>
          {entry.note} Default: {shownDefault(entry)}.
        </p>
      </div>
      <div className={styles.control}>
        <Control entry={entry} id={id} value={value} change={change} />
        {changed ? (
          <button
            type="button"
            className={styles.reset}
            aria-label={`Reset ${entry.title} to ${shownDefault(entry)}`}
            onClick={() => change(defaultSettings[entry.name])}
          >
            Reset
          </button>
        ) : null}
      </div>
    </div>
  )
}
