import { useEffect, useState } from 'react'
import { err, type Result } from '#shared/base/result.ts'
import type { Part } from './rendered-parts.ts'
import type { DocumentSides } from './rendering.ts'

/** Milliseconds that a document may take to be read; an ordinary one takes a few. */
const patience = 10_000

export type Rendering = Result<readonly Part[], string>

/** The parts of a document, read in a worker that is ended when it takes too long; null until they are here. */
export function useRendering(sides: DocumentSides | null): Rendering | null {
  const [rendering, setRendering] = useState<{
    readonly of: DocumentSides
    readonly value: Rendering
  } | null>(null)
  useEffect(() => {
    if (sides === null) return
    const worker = new Worker(new URL('./rendering-worker.ts', import.meta.url), { type: 'module' })
    const end = (value: Rendering): void => {
      clearTimeout(timer)
      worker.terminate()
      setRendering({ of: sides, value })
    }
    const timer = setTimeout(
      () => end(err('It takes too long to be drawn. The difference shows all of it.')),
      patience,
    )
    worker.addEventListener('message', ({ data }: MessageEvent<Rendering>) => end(data))
    worker.addEventListener('error', () => end(err('It could not be drawn. The difference shows all of it.')))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    worker.postMessage(sides)
    return () => {
      clearTimeout(timer)
      worker.terminate()
    }
  }, [sides])
  return rendering !== null && rendering.of === sides ? rendering.value : null
}
