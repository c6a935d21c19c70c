/**
 * What the fake model does, written into the prompt: the last user message that holds `@@[ step, step, … ]@@` (JSON)
 * decides. A step with tool calls is played once; the next follows when its calls were answered. Steps:
 *
 * - `{"sh": "command", "args": {…}}`, `{"stdin": {"session_id": 1, …}}`, `{"patch": "*** Begin Patch…"}`,
 *   `{"plan": [["step", "completed"], …]}`, `{"call": {"name", "args"}}`, `{"custom": {"name", "input"}}`: a tool call
 * - `{"say": "text"}`: a message; without calls beside it the turn ends. `{"refuse": "text"}`: a refusal
 * - `{"reason": "text"}`: a summary of reasoning, best inside `multi`
 * - `{"multi": [step, …]}`: several of these in one answer
 * - `{"status": 429, "code", "type", "message", "param", "headers", "times": 1}`: an HTTP error
 * - `{"failed": {"code", "message"}, "times": 1}`: `response.failed`; `{"incomplete": "max_output_tokens", "say": …}`
 * - `{"abort": true, "say": "half", "times": 1}`: the connection is cut before the end; `"late"`: when all was said but that
 * - `{"hang": true}` or `{"hang": 300}`: silence, for good or for some milliseconds before the end of the stream
 * - `{"badCall": {"name", "arguments": "{oops"}}`: a call whose arguments are that text, JSON or not
 * - `{"raw": "data: {oops\n\n"}`: these bytes as the whole stream; with `status`, as the whole body
 * - any step may have `"delay"` (milliseconds between deltas) and `"tokens"` (input tokens to report)
 *
 * A failure with `times` happens that often, then its place in the script is skipped; without, it goes on for good.
 */
export interface ScriptStep {
  readonly sh?: string
  readonly args?: Readonly<Record<string, unknown>>
  readonly stdin?: Readonly<Record<string, unknown>>
  readonly patch?: string
  readonly plan?: readonly (readonly [string, string])[]
  readonly call?: { readonly name: string; readonly namespace?: string; readonly args?: unknown }
  readonly find?: string
  readonly custom?: { readonly name: string; readonly input: string }
  readonly badCall?: { readonly name: string; readonly arguments: string }
  readonly raw?: string
  readonly say?: string
  readonly refuse?: string
  readonly reason?: string
  readonly multi?: readonly ScriptStep[]
  readonly status?: number
  readonly code?: string
  readonly type?: string
  readonly message?: string
  readonly param?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly failed?: { readonly code: string; readonly message: string }
  readonly incomplete?: string
  readonly abort?: boolean | 'late'
  readonly hang?: boolean | number
  readonly times?: number
  readonly delay?: number
  readonly tokens?: number
}

/** An item of a request's input or of an answer, as it goes over the wire. */
export type WireItem = Record<string, unknown> & { readonly type?: string; readonly role?: string }

/** A prompt that makes the fake model play these steps. */
export function scripted(text: string, ...steps: readonly ScriptStep[]): string {
  return `${text}\n@@${JSON.stringify(steps)}@@`
}

/** Which step a request asks for; null when its input holds no script. `place` tells steps of one input apart. */
export function nextStep(
  input: readonly WireItem[],
  played: (place: string) => number,
  /** How many calls of a script were answered so far, in whichever request. */
  answers: (script: string) => number = () => 0,
): { readonly step: ScriptStep; readonly place: string; readonly script: string } | null {
  let script: readonly ScriptStep[] | null = null
  let name = ''
  let asked = 0
  const same = new Map<string, number>()
  input.forEach((item, index) => {
    if (item.role !== 'user') return
    const text = messageText(item)
    // What is told again of a task is no prompt; one that comes with it is set apart.
    const now = text.lastIndexOf('\n# Now\n')
    if (now === -1 && text.includes('\n# The task\n')) return
    const found = /@@(\[[\s\S]*\])@@/.exec(text.slice(Math.max(0, now)))?.[1]
    if (found === undefined) return
    script = JSON.parse(found) as readonly ScriptStep[]
    asked = index
    const times = (same.get(found) ?? 0) + 1
    same.set(found, times)
    // The place of the prompt would do, but a shortened conversation moves it.
    name = `${found}#${times}`
  })
  if (script === null) return null
  const seen = input.slice(asked + 1).filter((item) => isAnswer(item)).length
  let answered = Math.max(seen, answers(name))
  for (const [index, step] of (script as readonly ScriptStep[]).entries()) {
    const place = `${name}.${index}`
    // Calls of a cut answer are never answered.
    const calls = step.abort ? 0 : callsOf(step)
    if (calls > 0 && answered >= calls) {
      answered -= calls
      continue
    }
    if (step.times !== undefined && calls === 0 && played(place) >= step.times) continue
    return { step, place, script: name }
  }
  return { step: { say: 'The script has ended.' }, place: `${name}.end`, script: name }
}

/** Whether an item says what came of a call. */
export function isAnswer({ type }: WireItem): boolean {
  return type?.endsWith('call_output') === true || type === 'tool_search_output'
}

function callsOf(step: ScriptStep): number {
  if (step.multi) return step.multi.reduce((sum, part) => sum + callsOf(part), 0)
  return step.sh !== undefined ||
    step.stdin ||
    step.patch !== undefined ||
    step.plan ||
    step.call ||
    step.find !== undefined ||
    step.badCall ||
    step.custom
    ? 1
    : 0
}

function messageText(item: WireItem): string {
  const content = item['content']
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: { readonly text?: string }) => part.text ?? '').join('\n')
}

/** The items of a step's answer. `patchTool` is how the request offered `apply_patch`. */
export function stepItems(
  step: ScriptStep,
  patchTool: 'custom' | 'function',
  newId: () => string,
): WireItem[] {
  if (step.multi) return step.multi.flatMap((part) => stepItems(part, patchTool, newId))
  const call = (name: string, args: unknown, space: { readonly namespace?: string } = {}): WireItem[] => [
    {
      type: 'function_call',
      id: `fc_${newId()}`,
      call_id: `call_${newId()}`,
      ...space,
      name,
      arguments: JSON.stringify(args),
    },
  ]
  const custom = (name: string, input: string): WireItem[] => [
    { type: 'custom_tool_call', id: `ctc_${newId()}`, call_id: `call_${newId()}`, name, input },
  ]
  if (step.sh !== undefined) return call('exec_command', { cmd: step.sh, ...step.args })
  if (step.stdin) return call('write_stdin', step.stdin)
  if (step.patch !== undefined)
    return patchTool === 'custom'
      ? custom('apply_patch', step.patch)
      : call('apply_patch', { patch: step.patch })
  if (step.plan)
    return call('update_plan', { plan: step.plan.map(([text, status]) => ({ step: text, status })) })
  if (step.call) {
    const { name, namespace, args } = step.call
    return call(name, args ?? {}, namespace === undefined ? {} : { namespace })
  }
  if (step.find !== undefined)
    return [
      {
        type: 'tool_search_call',
        id: `tsc_${newId()}`,
        call_id: `call_${newId()}`,
        execution: 'client',
        status: 'completed',
        arguments: { query: step.find },
      },
    ]
  if (step.badCall) {
    const { name, arguments: text } = step.badCall
    return [{ type: 'function_call', id: `fc_${newId()}`, call_id: `call_${newId()}`, name, arguments: text }]
  }
  if (step.custom) return custom(step.custom.name, step.custom.input)
  if (step.reason !== undefined)
    return [
      {
        type: 'reasoning',
        id: `rs_${newId()}`,
        summary: [{ type: 'summary_text', text: step.reason }],
        encrypted_content: `opaque-${newId()}`,
      },
    ]
  if (step.refuse !== undefined) return [message(newId, { type: 'refusal', refusal: step.refuse })]
  if (step.say !== undefined)
    return [message(newId, { type: 'output_text', text: step.say, annotations: [] })]
  return []
}

function message(newId: () => string, part: Record<string, unknown>): WireItem {
  return { type: 'message', id: `msg_${newId()}`, role: 'assistant', content: [part] }
}
