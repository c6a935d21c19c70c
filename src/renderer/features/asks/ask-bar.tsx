import { MessageCircleQuestionMark } from 'lucide-react'
import type { ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import { askLine, type AskItem } from '#shared/domain/timeline/ask-item.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import styles from './ask.module.css'

/** Below a review, where it moves no line that is read: that the agent asks something meanwhile. */
export function AskBar({ ask, onOpen }: { readonly ask: AskItem; readonly onOpen: () => void }): ReactNode {
  useCommand('session.enterAsk', onOpen)
  return (
    <div className={styles.bar} role="status" aria-label="What the agent asks meanwhile">
      <MessageCircleQuestionMark size={16} strokeWidth={1.5} aria-hidden />
      <p>The agent {wordsForDisplay(askLine(ask))}</p>
      <CommandButton command="session.enterAsk" look="plain" showKey>
        Answer
      </CommandButton>
    </div>
  )
}
