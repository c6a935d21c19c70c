import type { ReactNode, Ref } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { AskItem } from '#shared/domain/timeline/ask-item.ts'
import { ShownText } from '#renderer/ui/shown-text.tsx'
import { UnifiedDiff } from '#renderer/ui/unified-diff.tsx'
import styles from './ask.module.css'

/** All that the agent says of what it asks; it scrolls, so that whatever is answered can be read whole. */
export function AskBody({
  ask,
  ref,
  children,
}: {
  readonly ask: AskItem
  readonly children?: ReactNode
  readonly ref: Ref<HTMLDivElement>
}): ReactNode {
  const isCommand = ask.kind === 'approval' && ask.plan === null
  return (
    <div
      ref={ref}
      className={styles.body}
      tabIndex={-1}
      data-keys="commands"
      role="group"
      aria-label="What it asks"
    >
      <ShownText text={ask.text} className={isCommand ? styles.command : styles.question} />
      {children}
      {ask.kind === 'question' ? null : (
        <>
          <dl className={styles.facts}>
            {ask.reason === '' ? null : (
              <Fact name="Why">
                <ShownText text={ask.reason} className={styles.words} />
              </Fact>
            )}
            {ask.folder === null ? null : (
              <Fact name="In">
                <code>{pathForDisplay(ask.folder)}</code>
              </Fact>
            )}
            {ask.touches.length === 0 ? null : (
              <Fact name="Touches">
                {ask.touches.map((touched) => (
                  <code key={touched}>{pathForDisplay(touched)}</code>
                ))}
              </Fact>
            )}
          </dl>
          {ask.diff === null ? null : <UnifiedDiff diff={ask.diff} label="What it would write" />}
        </>
      )}
    </div>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
