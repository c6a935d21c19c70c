import { err, ok, type Result } from '#shared/base/result.ts'
import type { TurnReport } from '../adapter.ts'
import { textOf } from './items.ts'

/** Most answers that one question offers. */
const mostOptions = 8

/** Asks the person what the model wants to know, and gives what they say. The error says what is wrong with the call. */
export async function askUser(
  args: Record<string, unknown>,
  context: { readonly report: TurnReport; readonly signal: AbortSignal; readonly newId: () => string },
): Promise<Result<string, string>> {
  const question = textOf(args['question']).trim()
  if (question === '') return err('question must be a text.')
  const given: unknown = args['options'] ?? []
  if (!Array.isArray(given) || given.length > mostOptions)
    return err(`options must be a list of at most ${mostOptions} answers.`)
  const options: { readonly label: string; readonly description: string }[] = []
  for (const one of given as readonly unknown[]) {
    const option = (typeof one === 'string' ? { label: one } : (one ?? {})) as Record<string, unknown>
    const label = textOf(option['label']).trim()
    if (label === '') return err('each option needs a "label".')
    if (!options.some((other) => other.label === label))
      options.push({ label, description: textOf(option['description']) })
  }
  context.report.activity('waiting for an answer')
  const id = context.newId()
  const answer = await context.report.ask(
    { kind: 'question', id, parent: null, text: question, options },
    context.signal,
  )
  if (answer === null) return ok('Nobody answered. Take the most sensible reading and name it at the end.')
  const said = [answer.option, answer.words].filter((one) => one !== null && one.trim() !== '')
  return ok(
    said.length === 0 ? 'The person gave an empty answer.' : `The person answered: ${said.join('\n')}`,
  )
}
