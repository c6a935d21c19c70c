import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { keyOf, pressAgain } from '#renderer/commands/key-reader.ts'
import { askForAddress } from '#renderer/view/address-question.ts'
import { emptyPage, paintPage } from './frame-page.ts'
import { harmless } from './harmless.ts'
import type { Part } from './rendered-parts.ts'

const words: Readonly<Record<Part['mark'], string | null>> = {
  same: null,
  added: 'added',
  removed: 'removed',
}

function elementOf(page: Document, part: Part): HTMLElement {
  const element = page.createElement('div')
  element.className = 'part'
  const word = words[part.mark]
  if (word !== null) {
    element.dataset['mark'] = part.mark
    element.role = 'group'
    element.ariaLabel = word
  }
  if (part.change !== null) element.dataset['change'] = part.change
  element.append(harmless(part.html))
  return element
}

/** Hands a key that is pressed in the frame to the window, where it means what it means beside the frame. */
function handOn(frame: HTMLIFrameElement, event: KeyboardEvent): void {
  if (keyOf(event) === 'Enter' && follow(event)) return
  if (!frame.dispatchEvent(pressAgain(event))) event.preventDefault()
}

/** Asks about the address of the link that was clicked or pressed; false when it was none. */
function follow(event: Event): boolean {
  // Nodes of another page are of other classes.
  const link = (event.target as Partial<Element> | null)?.closest?.('[data-address]')
  const address = link?.getAttribute('data-address') ?? null
  if (address === null) return false
  event.preventDefault()
  askForAddress(address, 'this document')
  return true
}

/**
 * A document in a frame of its own. The sandbox lets nothing in it run, send a form, open a window or lead this page away;
 * it is of our origin only so that the keys and clicks in it are heard here, which needs no script in it.
 */
export function RenderedFrame({
  parts,
  focus,
}: {
  readonly parts: readonly Part[]
  /** The line change in focus. */
  readonly focus: string | null
}): ReactNode {
  const frame = useRef<HTMLIFrameElement>(null)
  const [page, setPage] = useState<Document | null>(null)
  const loaded = useCallback(() => {
    const element = frame.current
    const inside = element?.contentDocument ?? null
    if (element === null || inside === null) return
    inside.addEventListener('keydown', (event) => handOn(element, event))
    inside.addEventListener('click', follow)
    setPage(inside)
  }, [])

  useEffect(() => {
    if (page === null) return
    const paint = (): void => paintPage(page)
    paint()
    const observer = new MutationObserver(paint)
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => observer.disconnect()
  }, [page])

  useEffect(() => {
    page?.body.replaceChildren(...parts.map((part) => elementOf(page, part)))
  }, [page, parts])

  useEffect(() => {
    if (page === null) return
    for (const one of page.querySelectorAll('[data-focused]')) one.removeAttribute('data-focused')
    const touched = focus === null ? [] : page.querySelectorAll(`[data-change="${CSS.escape(focus)}"]`)
    for (const one of touched) one.setAttribute('data-focused', '')
    const [first] = touched
    if (first === undefined) return
    // Not by `scrollIntoView`, which would move what is around the frame.
    const { top, bottom } = first.getBoundingClientRect()
    if (top < 0 || bottom > page.documentElement.clientHeight) page.documentElement.scrollBy(0, top - 40)
  }, [page, parts, focus])

  return (
    <iframe
      ref={frame}
      title="The document as it is read"
      sandbox="allow-same-origin"
      srcDoc={emptyPage}
      onLoad={loaded}
    />
  )
}
