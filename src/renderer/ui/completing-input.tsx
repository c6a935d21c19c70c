import { Autocomplete } from '@base-ui/react/autocomplete'
import { useState, type ReactNode, type RefObject } from 'react'
import list from './list.module.css'
import styles from './completing-input.module.css'

/** A value that a field can be completed to. */
export interface Completion {
  /** The whole text that the field has afterwards. */
  readonly value: string
  /** What is shown of it; the value where absent. */
  readonly label?: string
  /** A word about it. */
  readonly hint?: string
  /** It is a step on the way: the list stays open for the next one. */
  readonly goesOn?: boolean
}

/**
 * A line of text that offers what it can be completed to, as a list below it: the arrows choose, Enter takes the chosen
 * one, and without a choice it is Enter in the field. `options` fit what was typed already: none is left out here.
 */
export function CompletingInput({
  value,
  onChange,
  options,
  inputRef,
  ...input
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly Completion[]
  readonly inputRef?: RefObject<HTMLInputElement | null> | undefined
  readonly id?: string
  readonly className?: string | undefined
  readonly placeholder?: string | undefined
  readonly spellCheck?: boolean
  readonly autoComplete?: string
  readonly 'aria-label'?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: boolean | undefined
}): ReactNode {
  const [open, setOpen] = useState(false)
  return (
    <Autocomplete.Root
      open={open && options.length > 0}
      onOpenChange={(next, { reason }) => {
        if (next || reason !== 'item-press') setOpen(next)
      }}
      items={options}
      mode="none"
      value={value}
      onValueChange={(next, { reason }) => {
        // Escape closes the list; what was typed stays.
        if (reason !== 'escape-key') onChange(next)
      }}
      itemToStringValue={(one) => one.value}
      openOnInputClick
    >
      <Autocomplete.Input {...input} ref={inputRef} />
      <Autocomplete.Portal>
        <Autocomplete.Positioner
          sideOffset={4}
          align="start"
          collisionPadding={8}
          className={list.positioner}
        >
          <Autocomplete.Popup className={styles.popup}>
            <Autocomplete.List className={list.list}>
              {(one: Completion) => (
                <Autocomplete.Item
                  key={one.value}
                  value={one}
                  className={styles.item}
                  onClick={() => setOpen(one.goesOn === true)}
                >
                  <span className={list.label}>{one.label ?? one.value}</span>
                  {one.hint === undefined ? null : <span className={list.hint}>{one.hint}</span>}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  )
}
