/** Where the person was in the review of a session. */
export interface Place {
  readonly hunk: string
  /** The revision's number. */
  readonly number: number
}

const storageName = 'winnow.places'
const most = 50

let places: Map<string, Place> | null = null
let timer: ReturnType<typeof setTimeout> | null = null

function isPlace(value: unknown): value is readonly [string, Place] {
  if (!Array.isArray(value)) return false
  const [session, place] = value as readonly unknown[]
  return (
    typeof session === 'string' &&
    typeof place === 'object' &&
    place !== null &&
    typeof Reflect.get(place, 'hunk') === 'string' &&
    typeof Reflect.get(place, 'number') === 'number'
  )
}

function known(): Map<string, Place> {
  if (places !== null) return places
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageName) ?? '[]')
    places = new Map(Array.isArray(stored) ? stored.filter(isPlace) : [])
  } catch {
    places = new Map()
  }
  window.addEventListener('pagehide', write)
  return places
}

function write(): void {
  if (timer !== null) clearTimeout(timer)
  timer = null
  try {
    localStorage.setItem(storageName, JSON.stringify([...known()].slice(-most)))
  } catch {
    // Without storage a reload begins at the first undecided hunk; nothing else depends on it.
  }
}

/** Keeps the place for the next time; written a moment later, so that no key waits for it. */
export function rememberPlace(session: string, place: Place): void {
  const all = known()
  all.delete(session)
  all.set(session, place)
  timer ??= setTimeout(write, 500)
}

/** The place kept for a session. */
export function recallPlace(session: string): Place | null {
  return known().get(session) ?? null
}
