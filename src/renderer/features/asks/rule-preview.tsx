import { useEffect, useRef, type ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { CommandButton } from '#renderer/ui/button.tsx'
import { useCommand } from '#renderer/commands/use-command.ts'
import type { Ruling } from './use-ruling.ts'
import styles from './ask.module.css'

/** The rules that would be written, word for word, before they are: each may name fewer words, or more. */
export function RulePreview({
  ruling,
  repository,
  showKeys,
  sending,
}: {
  readonly ruling: Ruling
  readonly repository: string
  readonly showKeys: boolean
  readonly sending: boolean
}): ReactNode {
  const { texts, at, select, shorten, lengthen, write, close } = ruling
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [])
  const said = wordsForDisplay(texts[at] ?? '')
  useEffect(() => announce(`Rule: ${said}`), [said])
  const only = texts.length === 1 ? 'There is only one rule.' : null
  useCommand('ask.ruleShorter', () => shorten?.(), {
    disabledReason: shorten === null ? 'The rule can’t name less.' : null,
  })
  useCommand('ask.ruleLonger', () => lengthen?.(), {
    disabledReason: lengthen === null ? 'The rule names all of it already.' : null,
  })
  useCommand('ask.ruleNext', () => select((at + 1) % texts.length), { disabledReason: only })
  useCommand('ask.rulePrevious', () => select((at + texts.length - 1) % texts.length), {
    disabledReason: only,
  })
  useCommand('ask.writeRule', write, { disabledReason: sending ? 'The answer is being sent.' : null })
  useCommand('ask.closeRule', close)
  return (
    <div
      ref={place}
      className={styles.ruling}
      tabIndex={-1}
      data-keys="commands"
      role="group"
      aria-label="The rule that is written"
    >
      <p className={styles.rulingWords}>
        {texts.length === 1 ? 'This rule is' : `These ${texts.length} rules are`} written for{' '}
        <strong>{wordsForDisplay(repository)}</strong>. What {texts.length === 1 ? 'it names' : 'they name'},
        and nothing else, any agent may do there without asking, until you revoke{' '}
        {texts.length === 1 ? 'it' : 'them'} in the settings.
      </p>
      <ul className={styles.rules}>
        {texts.map((text, index) => (
          <li key={ruling.keys[index]} aria-current={index === at || undefined} className={styles.rule}>
            <button type="button" className={styles.ruleText} onClick={() => select(index)}>
              <code>{wordsForDisplay(text)}</code>
            </button>
          </li>
        ))}
      </ul>
      <div className={styles.row}>
        <CommandButton command="ask.writeRule" look="primary" showKey={showKeys}>
          {texts.length === 1 ? 'Write the rule and allow it' : 'Write the rules and allow it'}
        </CommandButton>
        <CommandButton command="ask.ruleShorter" look="plain" showKey={showKeys}>
          Name less
        </CommandButton>
        <CommandButton command="ask.ruleLonger" look="plain" showKey={showKeys}>
          Name more
        </CommandButton>
        {only === null ? (
          <CommandButton command="ask.ruleNext" look="plain" showKey={showKeys}>
            Next rule
          </CommandButton>
        ) : null}
        <CommandButton command="ask.closeRule" look="quiet" showKey={showKeys}>
          Back
        </CommandButton>
      </div>
    </div>
  )
}
