import { Circle, CircleCheck, CircleDot } from 'lucide-react'
import type { ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { PlanItem } from '#shared/domain/timeline/kinds/plan.ts'
import type { ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

const icons = { pending: Circle, inProgress: CircleDot, completed: CircleCheck } as const
const words = { pending: 'to do', inProgress: 'in progress', completed: 'done' } as const

export function Plan({ item }: ItemProps<PlanItem>): ReactNode {
  return (
    <ul className={styles.plan} aria-label="Plan">
      {item.steps.map((step, index) => {
        const Icon = icons[step.state]
        return (
          <li key={index} className={styles[step.state]}>
            <Icon size={16} strokeWidth={1.5} aria-hidden />
            <span>{wordsForDisplay(step.step)}</span>
            <span className="visually-hidden">, {words[step.state]}</span>
          </li>
        )
      })}
    </ul>
  )
}
