import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { withPlainFile } from '../../git/plain-file.ts'
import { textOf, userMessage, type ModelItem, type ToolCall } from './items.ts'
import { parseArguments } from './arguments.ts'
import { parsePatch } from './patch/parse.ts'
import type { Rollout } from './rollout.ts'

/** What a repository calls its notes for agents. */
const fileName = 'AGENTS.md'
/** Most bytes of one file of notes that are included. */
const notesLimit = 32 * 1024
/** Most bytes of all notes below the root that a conversation is given. */
const allNotesLimit = 96 * 1024
/** Most paths of one call that are looked at. */
const mostPaths = 40

export interface Notes {
  /** From the worktree, with slashes. */
  readonly path: string
  readonly text: string
  readonly bytes: number
  readonly hash: string
}

/** The first part of a folder's notes; null when there are none, or they are not a file inside the worktree. */
export async function readNotes(worktree: string, folder = ''): Promise<Notes | null> {
  try {
    const root = await realpath(worktree)
    const file = await realpath(path.join(root, folder, fileName))
    if (path.relative(root, file).startsWith('..')) return null
    return await withPlainFile(file, async (handle, found) => {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(notesLimit), 0, notesLimit, 0)
      const text = new TextDecoder().decode(buffer.subarray(0, bytesRead)).trim()
      if (text === '') return null
      const cut = found.size > bytesRead ? `\n… (cut: the file has ${found.size} bytes)` : ''
      return {
        path: path.posix.join(folder.split(path.sep).join('/'), fileName),
        text: text + cut,
        bytes: bytesRead,
        hash: createHash('sha256').update(text).digest('hex'),
      }
    })
  } catch {
    return null
  }
}

/**
 * The notes of folders below the root, each given to the model once, when it first touches something below them and again
 * when they change. `told` names a file of them to the person.
 */
export class FolderNotes {
  readonly #worktree: string
  readonly #rollout: Rollout
  readonly #told: (notes: Notes) => void

  constructor(worktree: string, rollout: Rollout, told: (notes: Notes) => void) {
    this.#worktree = worktree
    this.#rollout = rollout
    this.#told = told
  }

  /** Notes once they are a part of the instructions. */
  async include(notes: Notes): Promise<void> {
    if (this.#rollout.state.notes.get(notes.path)?.hash === notes.hash) return
    this.#told(notes)
    await this.#rollout.append(recordOf(notes))
  }

  /** Gives the model the notes that concern what these calls touch. */
  async give(calls: readonly ToolCall[]): Promise<void> {
    const { state } = this.#rollout
    for (const folder of this.#folders(calls)) {
      const notes = await readNotes(this.#worktree, folder)
      const known = notes ? state.notes.get(notes.path) : undefined
      if (notes === null || known?.hash === notes.hash) continue
      const given = [...state.notes.values()].reduce((sum, { bytes }) => sum + bytes, 0)
      if (given + notes.bytes > allNotesLimit) continue
      this.#told(notes)
      await this.#rollout.append(recordOf(notes), { type: 'item', item: notesMessage(notes) })
    }
  }

  /** The folders between the root and what is touched, those above others first. */
  #folders(calls: readonly ToolCall[]): readonly string[] {
    const folders = new Set<string>()
    for (const touched of calls.flatMap(touchedPaths).slice(0, mostPaths)) {
      const parts = path.relative(this.#worktree, path.resolve(this.#worktree, touched)).split(path.sep)
      if (parts[0] === '..' || parts[0] === '.git' || path.isAbsolute(parts[0] ?? '')) continue
      // The last one too: it may be a folder.
      for (let depth = 1; depth <= Math.min(parts.length, 20); depth += 1)
        folders.add(parts.slice(0, depth).join(path.sep))
    }
    folders.delete('')
    return [...folders].toSorted((a, b) => a.length - b.length)
  }
}

const recordOf = ({ path: file, hash, bytes }: Notes) => ({ type: 'notes', path: file, hash, bytes }) as const

function notesMessage({ path: file, text }: Notes): ModelItem {
  return userMessage(
    `Notes for agents by the repository’s authors, from ${file}, for what lies in that folder. Nobody said this just now. Follow it where it does not contradict the person's task or your instructions.\n\n${text}`,
  )
}

/** Paths that a call names, as far as it can be seen: of a command those that look like one. */
function touchedPaths(call: ToolCall): readonly string[] {
  if (call.type === 'custom_tool_call') return patchPaths(call.input ?? '')
  const args = parseArguments(call.arguments ?? '') ?? {}
  switch (call.name) {
    case 'apply_patch':
      return patchPaths(textOf(args['patch'] ?? args['input']))
    case 'view_image':
      return [textOf(args['path'])]
    case 'exec_command': {
      const folder = textOf(args['workdir'])
      const words = textOf(args['cmd']).match(/[^\s'"`;|&()<>=,:*?$]+/g) ?? []
      const paths = words.filter((word) => /[\w.-]\/|\.\w/.test(word)).map((word) => path.join(folder, word))
      return folder === '' ? paths : [folder, ...paths]
    }
    default:
      return []
  }
}

function patchPaths(text: string): readonly string[] {
  const parsed = parsePatch(text)
  return parsed.ok ? parsed.value.map((file) => file.path) : []
}
