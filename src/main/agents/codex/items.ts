import path from 'node:path'
import { assertNever } from '#shared/base/result.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import type { ItemState } from '#shared/domain/timeline/item-kind.ts'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import { inputText } from '../item-report.ts'
import type { CodexItem, FileChange } from './protocol.ts'

/**
 * An item of Codex as the timeline has it, and what it printed where it says that only now; null for what the workbench
 * tells itself. `worktree` is what its paths are told from.
 */
export function timelineItem(
  item: CodexItem,
  ended: boolean,
  worktree: string,
): { readonly item: AgentItem; readonly output: string | null } | null {
  switch (item.type) {
    case 'agentMessage':
      return told({ id: item.id, kind: 'message', state: plain(ended), text: item.text })
    case 'reasoning':
      return told({ id: item.id, kind: 'reasoning', state: plain(ended), text: item.summary.join('\n\n') })
    case 'plan':
      return told({ id: item.id, kind: 'plan', state: plain(ended), text: item.text, steps: [] })
    case 'commandExecution':
      return {
        item: {
          id: item.id,
          kind: 'command',
          state: stateOf(item.status, ended),
          text: commandText(item.command),
          exitCode: item.exitCode ?? null,
        },
        output: item.aggregatedOutput ?? null,
      }
    case 'fileChange':
      return told({
        id: item.id,
        kind: 'edit',
        state: stateOf(item.status, ended),
        text: editText(item.changes, worktree),
        paths: pathsOf(item.changes, worktree).filter((name) => !path.isAbsolute(name)),
        diff: ended ? diffText(item.changes, worktree) : null,
      })
    case 'mcpToolCall':
      return {
        item: {
          id: item.id,
          kind: 'toolCall',
          state: stateOf(item.status, ended),
          text: `${item.server}: ${item.tool}`,
          tool: `${item.server}.${item.tool}`,
          input: inputText(item.arguments),
          paths: [],
        },
        output: ended ? inputText(item.error ?? item.result ?? '') : null,
      }
    case 'contextCompaction':
      return told({ id: item.id, kind: 'compaction', state: plain(ended), text: '' })
    case 'userMessage':
      return null
    case 'other':
      return told({
        id: item.item.id,
        kind: 'toolCall',
        state: stateOf(item.item.status ?? '', ended),
        text: item.item.type,
        tool: item.item.type,
        input: inputText(item.item),
        paths: [],
      })
    default:
      return assertNever(item)
  }
}

function told(item: AgentItem): { readonly item: AgentItem; readonly output: null } {
  return { item, output: null }
}

function plain(ended: boolean): ItemState {
  return ended ? 'completed' : 'running'
}

function stateOf(status: string, ended: boolean): ItemState {
  switch (status) {
    case 'failed':
    case 'declined':
    case 'interrupted':
      return status
    default:
      return plain(ended)
  }
}

/** The line that the model wrote: Codex runs it by a login shell. */
export function commandText(command: string): string {
  const [, quoted] = /^(?:\/\S*\/)?(?:bash|zsh|sh) -l?c '((?:[^']|'\\'')*)'$/s.exec(command) ?? []
  if (quoted !== undefined) return quoted.replaceAll(`'\\''`, "'")
  return /^(?:\/\S*\/)?(?:bash|zsh|sh) -l?c ([^'"\s]+)$/s.exec(command)?.[1] ?? command
}

/** The files of changes: from the worktree where they are in it, else absolute. */
export function pathsOf(changes: readonly FileChange[], worktree: string): readonly string[] {
  return changes.map(({ path: file }) => {
    const relative = path.isAbsolute(file) ? path.relative(worktree, file) : file
    return relative.startsWith('..') ? file : relative
  })
}

function editText(changes: readonly FileChange[], worktree: string): string {
  const [first] = pathsOf(changes, worktree)
  return changes.length === 1 && first !== undefined ? first : countOf(changes.length, 'file')
}

/** The changes as one unified difference, for a person to read before they are written. */
export function diffText(changes: readonly FileChange[], worktree: string): string {
  const names = pathsOf(changes, worktree)
  return changes
    .map(({ kind, diff }, index) => {
      const name = names[index] ?? ''
      const lines = diff.replace(/\n$/, '').split('\n')
      // A file that is new or goes comes whole.
      if (kind.type === 'add')
        return `--- /dev/null\n+++ b/${name}\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}`).join('\n')}`
      if (kind.type === 'delete' && !diff.startsWith('@@'))
        return `--- a/${name}\n+++ /dev/null\n@@ -1,${lines.length} +0,0 @@\n${lines.map((line) => `-${line}`).join('\n')}`
      const moved = kind.move_path ?? null
      const after = moved === null ? name : path.isAbsolute(moved) ? path.relative(worktree, moved) : moved
      return `--- a/${name}\n+++ b/${after}\n${lines.join('\n')}`
    })
    .join('\n')
}
