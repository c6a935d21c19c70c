import { z } from 'zod'
import { err, ok, type Result } from '../base/result.ts'
import { decodeStored, type StoredKind } from '../domain/stored-kind.ts'
import { problemOf, type Bindings } from './bindings.ts'

/** How keys are kept, in the file that a person may edit and in the database. */
const storedBindings: StoredKind<{ readonly keys: Readonly<Record<string, readonly string[]>> }> = {
  version: 1,
  schema: z.strictObject({
    version: z.literal(1),
    keys: z.record(z.string().max(100), z.array(z.string().max(40)).max(20)),
  }),
  upcasts: [],
}

/** Keys as text, for the file. */
export function bindingsText(bindings: Bindings): string {
  return `${JSON.stringify({ version: storedBindings.version, keys: bindings }, null, 2)}\n`
}

/** The keys that a text says, or a sentence why it says none that can be used. Nothing of such a text counts. */
export function readBindings(text: string): Result<Bindings, string> {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return err('It is not JSON.')
  }
  const version =
    typeof data === 'object' && data !== null && 'version' in data ? Number(data.version) : Number.NaN
  if (!Number.isInteger(version)) return err('It has no version; the present one is 1.')
  const decoded = decodeStored(storedBindings, version, data)
  if (!decoded.ok) return err(`It can’t be read: ${decoded.error}.`)
  const keys: Bindings = Object.fromEntries(Object.entries(decoded.value.keys))
  const problem = problemOf(keys)
  return problem === null ? ok(keys) : err(problem)
}
