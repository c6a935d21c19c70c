import { lazy, Suspense, useRef, type ReactNode } from 'react'
import type { LandingPreview } from '#shared/contract/landing.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { LandingFiles } from './landing-files.tsx'
import styles from './landing.module.css'

const LandingDiff = lazy(() => import('./landing-diff.tsx'))

/** What lands: its files, and the difference of one of them; of one that conflicts, what each side did with it. */
export function LandingView({
  session,
  preview,
  target,
  shown,
  onShow,
}: {
  readonly session: string
  readonly preview: LandingPreview | null
  /** What it lands on, in words. */
  readonly target: string
  /** A path; null, or one that is not there: the first. */
  readonly shown: string | null
  readonly onShow: (path: string) => void
}): ReactNode {
  const view = useRef<HTMLDivElement>(null)
  const conflicts = preview?.conflicts ?? []
  const files = preview?.files ?? []
  const paths = [...conflicts, ...files.map((file) => file.path).filter((path) => !conflicts.includes(path))]
  const path = shown !== null && paths.includes(shown) ? shown : (paths[0] ?? null)
  const step = (by: number): void => {
    const next = paths[(paths.indexOf(path ?? '') + by + paths.length) % Math.max(1, paths.length)]
    if (next === undefined) return
    onShow(next)
    // In one column it may be below the fold.
    view.current?.scrollIntoView({ block: 'nearest' })
  }
  const disabledReason = paths.length === 0 ? 'No file lands.' : null
  useCommand('landing.nextFile', () => step(1), { disabledReason })
  useCommand('landing.previousFile', () => step(-1), { disabledReason })
  if (preview === null || path === null)
    return (
      <div className={styles.view}>
        <p className={styles.note}>{preview === null ? 'Building the accepted tree.' : 'No file changes.'}</p>
      </div>
    )
  const { trees } = preview
  const oldPath = files.find((file) => file.path === path)?.oldPath ?? null
  const conflicting = conflicts.includes(path)
  const differences = conflicting
    ? [
        { title: `${target} since the base`, from: trees.base, to: trees.target, path, oldPath: null },
        { title: 'What you accepted', from: trees.base, to: trees.accepted, path, oldPath },
      ]
    : [{ title: null, from: trees.target, to: trees.landed ?? trees.accepted, path, oldPath }]
  // Beside a conflict nothing is merged: what is accepted is shown on its base.
  const shownNow =
    trees.landed === null && !conflicting
      ? differences.map((one) => ({ ...one, from: trees.base }))
      : differences
  return (
    <div ref={view} className={styles.view}>
      <LandingFiles preview={preview} shown={path} onShow={onShow} />
      <div
        className={styles.difference}
        tabIndex={0}
        role="region"
        aria-label={`How ${pathForDisplay(path)} changes`}
      >
        <Suspense fallback={null}>
          {shownNow.map((one) => (
            <LandingDiff key={`${one.from} ${one.to} ${path}`} session={session} shown={one} />
          ))}
        </Suspense>
      </div>
    </div>
  )
}
