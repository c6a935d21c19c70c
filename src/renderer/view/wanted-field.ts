import { useEffect, useRef, type RefObject } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** Fields that a command can ask for from elsewhere. */
type FieldName = 'followUp' | 'repositoryPath'

const wantedField = createStore<{ readonly name: FieldName | null }>(() => ({ name: null }))

/** Asks for the focus to go into a field: at once, or as soon as it is there. */
export function wantField(name: FieldName): void {
  wantedField.setState({ name })
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
    wantedField.setState({ name: null })
    element.focus()
    element.setSelectionRange(element.value.length, element.value.length)
    element.scrollTop = element.scrollHeight
  }, [wanted])
  return field
}
