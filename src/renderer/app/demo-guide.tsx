import { X } from 'lucide-react'
import { useEffect, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { CommandId } from '#shared/commands/index.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Key } from '#renderer/ui/key.tsx'
import { demoGuideStore, demoStep, endDemoGuide, type DemoStep } from '#renderer/view/demo-guide.ts'
import { useView } from '#renderer/view/view-store.ts'
import styles from './demo-guide.module.css'

const keys = (...parts: readonly (string | { readonly command: CommandId })[]): ReactNode =>
  parts.map((part) =>
    typeof part === 'string' ? part : <Key key={part.command} text={firstKey(part.command) ?? '–'} />,
  )

function sentence(step: Exclude<DemoStep, 'landed'>): ReactNode {
  switch (step) {
    case 'wait':
      return 'Three scripted tasks were started. What an agent changed appears here when its turn ends.'
    case 'decide':
      return keys(
        { command: 'review.accept' },
        ' accepts the outlined hunk, ',
        { command: 'review.reject' },
        ' rejects it; the next one comes by itself. ',
        { command: 'review.undo' },
        ' takes it back.',
      )
    case 'goOn':
      return keys(
        'Go on to the last hunk, or ',
        { command: 'review.acceptFile' },
        ' accepts the rest of this file. ',
        { command: 'session.nextNeedsYou' },
        ' goes to the next session that needs you.',
      )
    case 'land':
      return keys(
        'All is decided. ',
        { command: 'landing.open' },
        ' lands exactly what you accepted, as one commit, and can be undone.',
      )
  }
}

/** One line that leads through the demo: what comes next, and no more; it goes with the first landing. */
export function DemoGuide(): ReactNode {
  const guided = useStore(demoGuideStore, (state) => state.repository)
  const repository = useView((state) => state.repository)
  if (guided === null || guided !== repository) return null
  return <GuideLine repository={guided} />
}

function GuideLine({ repository }: { readonly repository: string }): ReactNode {
  const { sessions } = useReplicas()
  const byId = useStore(sessions.store, (state) => state.byId)
  const shown = useView((state) => state.session)
  const all = [...byId.values()].filter((session) => session.repository === repository)
  const step = demoStep(all.find((session) => session.id === shown) ?? null, all)
  useEffect(() => {
    if (step === 'landed') endDemoGuide()
  }, [step])
  if (step === 'landed') return null
  return (
    <aside className={styles.guide} aria-label="Guide to the demo">
      <p aria-live="polite">{sentence(step)}</p>
      <Button
        look="quiet"
        icon={<X size={16} strokeWidth={1.5} aria-hidden />}
        aria-label="Close the guide"
        onClick={endDemoGuide}
      />
    </aside>
  )
}
