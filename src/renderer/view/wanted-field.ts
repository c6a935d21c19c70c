import { useEffect, useRef, type RefObject } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** Fields that a command can ask for from elsewhere. */
type FieldName = 'followUp' | 'repositoryPath'

interface Wanted {
  readonly name: FieldName | null
  /** What goes on once the field has the focus. */
  readonly next: () => void
}

const wantedField = createStore<Wanted>(() => ({ name: null, next: () => undefined }))

/** Asks for the focus to go into a field: at once, or as soon as it is there. `next` runs when it has it. */
export function wantField(name: FieldName, next: () => void = () => undefined): void {
  wantedField.setState({ name, next })
}

/** The ref of a field that takes the focus, behind what is written there, whenever it is asked for by its name. */
export function useWantedField<Field extends HTMLInputElement | HTMLTextAreaElement>(
  name: FieldName,
): RefObject<Field | null> {
  const field = useRef<Field>(null)
  const wanted = useStore(wantedField, (state) => state.name === name)
  useEffect(() => {
    const element = field.current
    if (!wanted || element === null) return
    const { next } = wantedField.getState()
    wantedField.setState({ name: null, next: () => undefined })
    element.focus()
    element.setSelectionRange(element.value.length, element.value.length)
    element.scrollTop = element.scrollHeight
    // Once whoever has the field answers its commands.
    queueMicrotask(next)
  }, [wanted])
  return field
}
