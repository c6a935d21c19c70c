import { Circle, CircleCheck, CircleDot } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import styles from './timeline.module.css'

const icons = { pending: Circle, inProgress: CircleDot, completed: CircleCheck } as const
const words = { pending: 'to do', inProgress: 'in progress', completed: 'done' } as const

/** The agent's plan with what is done of it. */
export function PlanList({ steps }: { readonly steps: NonNullable<TimelineItem['plan']> }): ReactNode {
  return (
    <ul className={styles.plan} aria-label="Plan">
      {steps.map((step, index) => {
        const Icon = icons[step.state]
        return (
          <li key={index} className={styles[step.state]}>
            <Icon size={16} strokeWidth={1.5} aria-hidden />
            <span>{step.step}</span>
            <span className="visually-hidden">, {words[step.state]}</span>
          </li>
        )
      })}
    </ul>
  )
}
