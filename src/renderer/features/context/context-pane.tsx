import { Tabs } from '@base-ui/react/tabs'
import { PanelRightClose } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { isOnlyTalk } from '#shared/domain/session/words.ts'
import { useView } from '#renderer/view/view-store.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { useSession } from '#renderer/replicas/context.ts'
import { CommandLog } from './command-log.tsx'
import { FollowUpBox } from './follow-up-box.tsx'
import { SessionFacts } from './session-facts.tsx'
import { Timeline } from './timeline.tsx'
import styles from './context-pane.module.css'

type Tab = 'timeline' | 'session' | 'git'

const tabs: readonly { readonly value: Tab; readonly title: string }[] = [
  { value: 'timeline', title: 'Timeline' },
  { value: 'session', title: 'Session' },
  { value: 'git', title: 'Git commands' },
]

/** What is around the changes: how they came about, where they live, and what git was asked. */
export function ContextPane(): ReactNode {
  const session = useSession(useView((state) => state.session))
  const [wanted, setWanted] = useState<Tab | null>(null)
  // Until there is something to review the middle shows the timeline itself.
  const reviewing = useView((state) => state.reviewing)
  const inMiddle = session !== null && (session.revision === null || (!reviewing && isOnlyTalk(session)))
  // Changes that exist have no timeline worth a look.
  const offered = wanted ?? (session?.agent.kind === 'existing' ? 'session' : 'timeline')
  const tab = inMiddle && offered === 'timeline' ? 'session' : offered
  return (
    <Tabs.Root className={styles.pane} value={tab} onValueChange={(value: Tab) => setWanted(value)}>
      <header className={styles.bar}>
        <Tabs.List className={styles.tabs} aria-label="Context">
          {tabs.map(({ value, title }) =>
            value === 'timeline' && inMiddle ? null : (
              <Tabs.Tab
                key={value}
                className={styles.tab}
                value={value}
                {...(value === tab ? { 'data-pane-focus': '' } : {})}
              >
                {title}
              </Tabs.Tab>
            ),
          )}
        </Tabs.List>
        <CommandButton command="view.toggleContext" icon={<PanelRightClose size={16} strokeWidth={1.5} />} />
      </header>
      <Tabs.Panel className={styles.panel} value="timeline" tabIndex={-1}>
        {session === null ? (
          <p className={styles.none}>The timeline of a session shows here once you choose one.</p>
        ) : (
          <Timeline key={session.id} session={session} />
        )}
      </Tabs.Panel>
      <Tabs.Panel className={styles.panel} value="session" tabIndex={-1}>
        {session === null ? (
          <p className={styles.none}>The facts of a session show here once you choose one.</p>
        ) : (
          <SessionFacts session={session} />
        )}
      </Tabs.Panel>
      <Tabs.Panel className={styles.panel} value="git" tabIndex={-1}>
        <CommandLog />
      </Tabs.Panel>
      {session === null || session.agent.kind === 'existing' || session.discardedAt !== null ? null : (
        <FollowUpBox key={session.id} session={session} />
      )}
    </Tabs.Root>
  )
}
