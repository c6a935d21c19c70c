import { CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AgentOffer } from '#shared/domain/agent/agent-offer.ts'
import styles from './start.module.css'
import { useAgents } from '#renderer/replicas/context.ts'

function Offers({ offers }: { readonly offers: readonly AgentOffer[] }): ReactNode {
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
            <span className={styles.agentNote}>{offer.note}</span>
          </li>
        )
      })}
    </ul>
  )
}

/** What was found on this machine, and how to get what was not. */
export function AgentList(): ReactNode {
  const offers = useAgents()
  if (offers === null) return <p className={styles.looking}>Looking for agents on this machine.</p>
  const missing = offers.filter((offer) => !offer.available)
  return (
    <>
      <Offers offers={offers.filter((offer) => offer.available)} />
      {missing.length === 0 ? null : (
        <details className={styles.missing}>
          <summary>
            Not ready: {missing.map((offer) => offer.label).join(', ')}. How to get{' '}
            {missing.length === 1 ? 'it' : 'them'}
          </summary>
          <Offers offers={missing} />
        </details>
      )}
    </>
  )
}
