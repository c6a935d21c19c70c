import path from 'node:path'
import type { ToolCallUpdate } from '@agentclientprotocol/sdk'
import type { Wanted } from '#shared/domain/approval/wanted.ts'

/** How agents name the folder of a command among what a tool is given. */
const folderNames = ['workdir', 'cwd', 'dir_path', 'directory', 'dir'] as const

/**
 * What a request for permission asks for, in the terms of rules; null where it only says it in words. It goes by what the
 * tool is given, never by a title. `files` are those that the request shows a difference of.
 */
export function wantedOf(call: ToolCallUpdate, files: readonly string[]): Wanted | null {
  const input = fieldsOf(call.rawInput)
  switch (call.kind) {
    case 'execute': {
      const { command } = input
      if (typeof command === 'string') return command.trim() === '' ? null : { kind: 'line', line: command }
      const isArgv =
        Array.isArray(command) && command.length > 0 && command.every((one) => typeof one === 'string')
      return isArgv ? { kind: 'program', argv: command } : null
    }
    case 'fetch': {
      const url = typeof input['url'] === 'string' ? URL.parse(input['url']) : null
      return url !== null && /^https?:$/.test(url.protocol) ? { kind: 'network', host: url.hostname } : null
    }
    case 'edit':
      return files.length === 0 ? null : { kind: 'write', paths: files }
    default:
      return null
  }
}

/** The folder that a command is to run in. */
export function folderOf(call: ToolCallUpdate, worktree: string): string {
  const input = fieldsOf(call.rawInput)
  const named = folderNames
    .map((name) => input[name])
    .find((value) => typeof value === 'string' && value !== '')
  return path.resolve(worktree, typeof named === 'string' ? named : '.')
}

function fieldsOf(input: unknown): Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {}
}
