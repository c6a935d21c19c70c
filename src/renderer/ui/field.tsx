import { useId, type ReactNode, type RefObject } from 'react'
import { CompletingInput, type Completion } from './completing-input.tsx'
import styles from './field.module.css'

/** A line of text with a label, a note, and what is wrong with it. */
export function Field({
  label,
  value,
  onChange,
  placeholder,
  note,
  problem = null,
  mono = false,
  rows,
  type = 'text',
  options,
  inputRef,
  areaRef,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  readonly note?: ReactNode
  /** A sentence; null when all is well. */
  readonly problem?: string | null
  readonly mono?: boolean
  /** More than one line of text. */
  readonly rows?: number
  readonly type?: 'text' | 'password' | 'email'
  /** Values to complete to. */
  readonly options?: readonly Completion[]
  readonly inputRef?: RefObject<HTMLInputElement | null>
  readonly areaRef?: RefObject<HTMLTextAreaElement | null>
}): ReactNode {
  const id = useId()
  const described = problem !== null || note !== undefined ? `${id}-note` : undefined
  const shared = {
    id,
    className: [styles.input, mono ? styles.mono : ''].join(' '),
    value,
    placeholder,
    spellCheck: !mono,
    autoComplete: 'off',
    'aria-describedby': described,
    'aria-invalid': problem !== null || undefined,
  }
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {options !== undefined ? (
        <CompletingInput {...shared} inputRef={inputRef} onChange={onChange} options={options} />
      ) : rows === undefined ? (
        <input {...shared} ref={inputRef} type={type} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <textarea {...shared} ref={areaRef} rows={rows} onChange={(event) => onChange(event.target.value)} />
      )}
      {described === undefined ? null : (
        <p id={described} className={problem === null ? styles.note : styles.problem}>
          {problem ?? note}
        </p>
      )}
    </div>
  )
}

/** A choice of one among few, each with a sentence. */
export function RadioCards<Value extends string>({
  name,
  value,
  onChange,
  choices,
}: {
  readonly name: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly note: string }[]
}): ReactNode {
  const group = useId()
  return (
    <fieldset className={styles.cards}>
      <legend className="visually-hidden">{name}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className={styles.card} data-checked={choice.value === value || undefined}>
          <input
            type="radio"
            name={group}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span className={styles.cardWords}>
            {choice.label}
            <span className={styles.note}>{choice.note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
