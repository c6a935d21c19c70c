import { CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'
import { useAgents } from './agents-store.ts'
import styles from './start.module.css'

/** What was found on this machine, and how to get what was not. */
export function AgentList(): ReactNode {
  const offers = useAgents()
  if (offers === null) return <p className={styles.looking}>Looking for agents on this machine.</p>
  return (
    <ul className={styles.agents}>
      {offers.map((offer) => {
        const Icon = offer.available ? CircleCheck : CircleDashed
        return (
          <li
            key={`${offer.choice.kind}-${offer.label}`}
            className={offer.available ? styles.agent : styles.missingAgent}
          >
            <Icon size={16} strokeWidth={1.5} aria-hidden />
            <span className={styles.agentName}>{offer.label}</span>
            <span className={styles.agentNote}>
              <span className="visually-hidden">{offer.available ? 'found: ' : 'not found: '}</span>
              {offer.note}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
