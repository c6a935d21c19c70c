import { useState } from 'react'

/** What was opened or closed by hand; an item that scrolls out of sight and back is as it was left. */
const known = new Map<string, boolean>()

/** Whether a part of the timeline is open, remembered under `name` for as long as the page lives. */
export function useUnfolded(name: string, atFirst: boolean): readonly [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(known.get(name) ?? atFirst)
  const change = (next: boolean): void => {
    known.set(name, next)
    setOpen(next)
  }
  return [open, change]
}
