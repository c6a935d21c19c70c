import { TriangleAlert } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import type { LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import styles from './landing.module.css'

/** Paths that are listed at first; a person who wants all of them says so. */
const atFirst = 200

/** Files, all of them, and why they are named. */
function ObstaclePaths({
  title,
  paths,
  shown = null,
  onShow,
}: {
  readonly title: string
  readonly paths: readonly string[]
  readonly shown?: string | null
  /** Absent: there is nothing to show of them. */
  readonly onShow?: (path: string) => void
}): ReactNode {
  const [all, setAll] = useState(false)
  if (paths.length === 0) return null
  return (
    <div className={styles.obstacle} role="alert">
      <p className={styles.obstacleTitle}>
        <TriangleAlert size={16} strokeWidth={1.5} aria-hidden /> {title}
      </p>
      <ul className={styles.obstaclePaths}>
        {paths.slice(0, all ? paths.length : atFirst).map((path) => (
          <li key={path}>
            {onShow === undefined ? (
              pathForDisplay(path)
            ) : (
              <button
                type="button"
                className={styles.obstaclePath}
                aria-current={path === shown || undefined}
                title="Show both sides"
                onClick={() => onShow(path)}
              >
                {pathForDisplay(path)}
              </button>
            )}
          </li>
        ))}
      </ul>
      {!all && paths.length > atFirst ? (
        <Button look="quiet" onClick={() => setAll(true)}>
          Show all {countOf(paths.length, 'file')}
        </Button>
      ) : null}
    </div>
  )
}

/** What keeps it from landing as it is chosen, file by file, and what can be done about it. */
export function LandingObstacles({
  preview,
  failure,
  target,
  left,
  canLeave,
  shown,
  onShow,
  onTakeAll,
}: {
  readonly preview: LandingPreview | null
  readonly failure: LandingFailure | null
  readonly target: string
  /** Paths that stay in the session. */
  readonly left: readonly string[]
  readonly canLeave: boolean
  readonly shown: string | null
  readonly onShow: (path: string) => void
  readonly onTakeAll: () => void
}): ReactNode {
  const conflicts = preview?.conflicts ?? []
  const inTheWay = preview?.inTheWay ?? []
  const named = new Set([...conflicts, ...inTheWay])
  const others = (failure?.paths ?? []).filter((path) => !named.has(path))
  // What others landed on it since is brought in first, if the person likes to see both together.
  const isBehind = (preview?.newCommits ?? 0) > 0
  const them = inTheWay.length === 1 ? 'is' : 'are'
  return (
    <>
      <ObstaclePaths
        title={`${countOf(conflicts.length, 'file')} ${conflicts.length === 1 ? 'conflicts' : 'conflict'} with ${target}. Nothing was touched.`}
        paths={conflicts}
        shown={shown}
        onShow={onShow}
      />
      <ObstaclePaths
        title={`${countOf(inTheWay.length, 'file')} of the checkout ${them} changed or untracked there and would be overwritten.`}
        paths={inTheWay}
      />
      <ObstaclePaths title={`${countOf(others.length, 'file')} it is about:`} paths={others} />
      {canLeave || conflicts.length > 0 || inTheWay.length > 0 || isBehind ? (
        <div className={styles.wayOut}>
          {canLeave ? (
            <CommandButton command="landing.leaveFiles" look="plain" showKey>
              Land the rest
            </CommandButton>
          ) : null}
          {canLeave || conflicts.length > 0 || inTheWay.length > 0 ? (
            <CommandButton command="landing.newBranch" look="plain" showKey>
              New branch
            </CommandButton>
          ) : null}
          {isBehind ? (
            <CommandButton command="session.bringUpToDate" look="plain">
              Bring up to date
            </CommandButton>
          ) : null}
        </div>
      ) : null}
      {left.length === 0 || preview === null ? null : (
        <p className={styles.note}>
          {preview.left === 0
            ? 'No accepted file is left out by that.'
            : `${countOf(preview.left, 'accepted file')} ${preview.left === 1 ? 'stays' : 'stay'} in the session, decided as ${preview.left === 1 ? 'it is' : 'they are'}.`}{' '}
          <button type="button" className={styles.inline} onClick={onTakeAll}>
            Take all again
          </button>
        </p>
      )}
    </>
  )
}
