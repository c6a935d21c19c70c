import { browserStorage, readStoredJson, writeStored } from './stored.ts'

const storageKey = 'winnow.credentials'

/** What the page keeps to be let in again: its half of the proof; the cookie is the other. */
export interface Credentials {
  readonly secret: string
  readonly version: string
}

/**
 * The credentials of this page: those a token in its address is exchanged for, else those kept from before. The
 * token then leaves the address. Null when there are none that could work.
 */
export async function obtainCredentials(): Promise<Credentials | null> {
  const here = new URL(location.href)
  const token = here.searchParams.get('token')
  if (token === null) return kept()
  const response = await fetch('/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  // After the answer, so that a page loaded while the host starts keeps its token for the next try.
  here.searchParams.delete('token')
  history.replaceState(history.state, '', here)
  // A link that was used already, by this very page before it was loaded again.
  if (!response.ok) return kept()
  const credentials = (await response.json()) as Credentials
  // Without storage the page is let in until it is loaded again.
  writeStored(browserStorage, storageKey, JSON.stringify(credentials))
  return credentials
}

function kept(): Credentials | null {
  const value = readStoredJson(browserStorage, storageKey) as Partial<Credentials> | null
  if (typeof value?.secret !== 'string' || typeof value.version !== 'string') return null
  return { secret: value.secret, version: value.version }
}
