import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import { keyOf } from '#renderer/commands/key-reader.ts'
import styles from './splitter.module.css'

/** The edge between two panes: drag it, or move it with the arrow keys; a double click gives the default back. */
export function Splitter({
  label,
  size,
  minimum,
  maximum,
  fallback,
  pane,
  onResize,
}: {
  readonly label: string
  /** Width of the pane it sizes, in pixels. */
  readonly size: number
  readonly minimum: number
  readonly maximum: number
  readonly fallback: number
  /** On which side of the edge that pane is. */
  readonly pane: 'before' | 'after'
  readonly onResize: (size: number) => void
}): ReactNode {
  const clamp = (value: number): number => Math.round(Math.min(maximum, Math.max(minimum, value)))
  const direction = pane === 'before' ? 1 : -1

  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return
    event.preventDefault()
    const handle = event.currentTarget
    const start = event.clientX
    handle.setPointerCapture(event.pointerId)
    const move = (moved: globalThis.PointerEvent): void =>
      onResize(clamp(size + direction * (moved.clientX - start)))
    const end = (): void => {
      handle.removeEventListener('pointermove', move)
      handle.removeEventListener('pointerup', end)
      handle.removeEventListener('pointercancel', end)
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', end)
    handle.addEventListener('pointercancel', end)
  }

  const step = (event: KeyboardEvent<HTMLDivElement>): void => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -16, ArrowRight: 16 }
    const by = steps[keyOf(event) ?? '']
    if (by === undefined) return
    event.preventDefault()
    onResize(clamp(size + direction * by))
  }

  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={size}
      aria-valuemin={minimum}
      aria-valuemax={maximum}
      className={styles.splitter}
      onPointerDown={drag}
      onKeyDown={step}
      onDoubleClick={() => onResize(clamp(fallback))}
    />
  )
}
