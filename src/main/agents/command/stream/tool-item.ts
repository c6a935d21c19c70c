import { z } from 'zod'
import type { ItemState } from '#shared/domain/timeline/item-kind.ts'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import { editDiff } from '../../edit-diff.ts'
import { inputText } from '../../item-report.ts'

/** A call of a tool as an agent tells it. */
export interface ToolCall {
  readonly id: string
  readonly tool: string
  readonly input: unknown
  readonly state: ItemState
  readonly exitCode?: number | null
  /** What it changed, where the agent says so itself. */
  readonly diff?: string | null
}

const command = z.looseObject({ command: z.string() })
const replaced = z.union([
  z.looseObject({ old_string: z.string(), new_string: z.string() }),
  z.looseObject({ oldString: z.string(), newString: z.string() }),
])
const file = z.union([
  z.looseObject({ file_path: z.string() }).transform((given) => given.file_path),
  z.looseObject({ filePath: z.string() }).transform((given) => given.filePath),
  z.looseObject({ path: z.string() }).transform((given) => given.path),
  z.looseObject({ notebook_path: z.string() }).transform((given) => given.notebook_path),
])
const content = z.looseObject({ content: z.string() })
const several = z.looseObject({ edits: z.array(replaced) })

const shells = /^(bash|shell|run_shell_command|execute|exec_command)$/i
const editors = /^(edit|multiedit|write|notebookedit|replace|write_file|edit_file|patch|apply_patch)$/i

/** Tools go by the same names in most agents: which of them run a command, and which write a file. */
export function toolItem(
  { id, tool, input, state, exitCode, diff }: ToolCall,
  name: (file: string) => string,
): AgentItem {
  const line = command.safeParse(input)
  if (line.success && shells.test(tool))
    return { id, kind: 'command', state, text: line.data.command, exitCode: exitCode ?? null }
  const found = file.safeParse(input)
  const paths = found.success ? [name(found.data)] : []
  if (editors.test(tool))
    return {
      ...{ id, kind: 'edit', state, text: paths[0] ?? tool, paths },
      diff: state === 'running' ? null : diff ? named(diff, paths[0] ?? tool) : diffOf(paths[0], input),
    }
  return {
    id,
    kind: 'toolCall',
    state,
    text: `${tool} ${paths[0] ?? ''}`.trim(),
    tool,
    input: inputText(input),
    paths,
  }
}

/** The same difference with the file's name as the timeline has it. */
function named(diff: string, path: string): string {
  const at = diff.indexOf('@@ ')
  return at === -1 ? diff : `--- a/${path}\n+++ b/${path}\n${diff.slice(at).trimEnd()}`
}

function diffOf(path: string | undefined, input: unknown): string | null {
  if (path === undefined) return null
  const one = replaced.safeParse(input)
  const all = one.success ? [one.data] : (several.safeParse(input).data?.edits ?? [])
  if (all.length > 0)
    return all
      .map((edit) =>
        'old_string' in edit
          ? editDiff(path, String(edit.old_string), String(edit.new_string))
          : editDiff(path, edit.oldString, edit.newString),
      )
      .join('\n')
  const whole = content.safeParse(input)
  return whole.success ? editDiff(path, null, whole.data.content) : null
}
