import type { Environment } from '../adapter.ts'
import { usualAddress } from './usual-address.ts'

/** Milliseconds that a server gets: the list only saves typing. */
const patience = 4000
/** How many are offered at most, and how long a name may be. */
const most = 500
const longest = 200

/**
 * The names of the models that a server says it has, in its order. Empty where it does not say: it is not there, takes
 * too long, wants another key, or answers something else.
 */
export async function listModels(server: {
  readonly env: Environment
  /** The address in the settings. */
  readonly baseUrl: string
  key(): Promise<string | null>
}): Promise<readonly string[]> {
  const address = server.baseUrl || server.env['OPENAI_BASE_URL'] || usualAddress
  try {
    const key = (server.env['OPENAI_API_KEY'] || (await server.key()) || '').trim()
    if (key === '' && address === usualAddress) return []
    const response = await fetch(`${address.replace(/\/+$/, '')}/models`, {
      headers: { accept: 'application/json', ...(key === '' ? {} : { authorization: `Bearer ${key}` }) },
      // A key is for the server that it was stored for.
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    })
    if (!response.ok) return []
    return namesIn(await response.json())
  } catch {
    return []
  }
}

function namesIn(answer: unknown): readonly string[] {
  const { data, models } = (answer ?? {}) as { readonly data?: unknown; readonly models?: unknown }
  const listed = [data, models, answer].find(Array.isArray) as readonly unknown[] | undefined
  const names = (listed ?? []).map((model) => {
    const { id, name } = (model ?? {}) as { readonly id?: unknown; readonly name?: unknown }
    return typeof id === 'string' ? id : name
  })
  const good = names.filter((name) => typeof name === 'string' && name !== '' && name.length <= longest)
  return [...new Set(good as readonly string[])].slice(0, most)
}
