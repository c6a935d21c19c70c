import type { ReactNode } from 'react'
import type { LandingWay } from './landing-words.ts'
import styles from './landing.module.css'

const ways: readonly { readonly way: LandingWay; readonly label: string }[] = [
  { way: 'branch', label: 'On a branch' },
  { way: 'checkout', label: 'Into the checkout' },
  { way: 'patch', label: 'As a patch' },
]

/** Where it lands. */
export function LandingWays({
  way,
  onChange,
}: {
  readonly way: LandingWay
  readonly onChange: (way: LandingWay) => void
}): ReactNode {
  return (
    <div role="radiogroup" aria-label="Where it lands" className={styles.ways}>
      {ways.map((one) => (
        <label key={one.way} className={styles.way} data-checked={one.way === way || undefined}>
          <input
            type="radio"
            name="landing-way"
            className="visually-hidden"
            checked={one.way === way}
            onChange={() => onChange(one.way)}
          />
          {one.label}
        </label>
      ))}
    </div>
  )
}
