import type { ReactNode, Ref } from 'react'
import { mostPlan } from '#shared/domain/agent/plan-text.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import type { Typed } from '#renderer/replicas/context.ts'
import styles from './ask.module.css'

/** Most lines of a plan that are shown without scrolling in it. */
const mostRows = 16

/** The plan that the agent handed over. The person edits it here, and approves it as it stands. */
export function PlanField({
  plan,
  ref,
  entered,
  readOnly,
}: {
  readonly plan: Typed
  readonly ref: Ref<HTMLTextAreaElement>
  /** The person is in the card. */
  readonly entered: boolean
  /** Nobody waits for it any more. */
  readonly readOnly: boolean
}): ReactNode {
  return (
    <div className={styles.plan}>
      <textarea
        ref={ref}
        className={styles.field}
        rows={Math.min(mostRows, plan.text.split('\n').length)}
        maxLength={mostPlan}
        aria-label="The plan"
        spellCheck={false}
        readOnly={readOnly}
        value={plan.text}
        onChange={(event) => plan.write(event.target.value)}
      />
      <div className={styles.planFoot}>
        <p className={styles.noRule}>
          {plan.isTyped
            ? 'You edited it: the agent is given this text.'
            : 'You can edit it before you approve it.'}{' '}
          What changes in files that no line “Files:” names is marked in the review.
        </p>
        {readOnly ? null : (
          <CommandButton command="ask.commentPlan" look="quiet" showKey={entered}>
            Comment on the line
          </CommandButton>
        )}
        {plan.isTyped ? (
          <Button look="plain" onClick={() => plan.drop()}>
            Take the edit back
          </Button>
        ) : null}
      </div>
    </div>
  )
}
