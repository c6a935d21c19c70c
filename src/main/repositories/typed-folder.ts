import { opendir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FolderChoice } from '#shared/domain/repository/repository.ts'
import { pathToText } from '#shared/base/path-text.ts'

/** Names that are looked at in one folder: what somebody completes to is among the first of them, or typed further. */
const mostLooked = 20_000
const mostGiven = 20

/**
 * The folder that a person means by what they typed or pasted: `~` is their home folder, quotes and an address with
 * `file:` are taken off. What is absolute already is meant to the letter: a folder's name may end with a space.
 */
export function typedFolder(typed: string, home: string = homedir()): string {
  if (path.isAbsolute(typed)) return typed
  let text = typed.trim()
  const quoted = /^(['"])(.*)\1$/s.exec(text)
  if (quoted) text = quoted[2] ?? ''
  if (/^file:\/\//i.test(text)) {
    try {
      text = fileURLToPath(text)
    } catch {
      // Not one of this machine: it stays what it is, and there is no such folder.
    }
  }
  if (text === '~') return home
  if (text.startsWith('~/')) return path.join(home, text.slice(2))
  return text
}

/**
 * Folders that complete what was typed, at most 20: those of its last part's folder whose names begin with it, by name;
 * in any case where none begins with it exactly. Hidden ones only where the part begins with a dot. Nothing where that
 * folder cannot be read.
 */
export async function completeFolder(
  typed: string,
  home: string = homedir(),
): Promise<readonly FolderChoice[]> {
  const text = typedFolder(typed, home)
  if (!path.isAbsolute(text)) return []
  // `~` alone stands for the folder itself: what is in it comes next.
  const inside = text.endsWith(path.sep) || typed.trim() === '~'
  const folder = inside ? text : path.dirname(text)
  const begin = inside ? '' : path.basename(text)
  const names = await namesIn(folder)
  const visible = names.filter((name) => begin.startsWith('.') || !name.startsWith('.'))
  const exact = visible.filter((name) => name.startsWith(begin))
  const lower = begin.toLowerCase()
  const wanted = exact.length > 0 ? exact : visible.filter((name) => name.toLowerCase().startsWith(lower))
  const found: FolderChoice[] = []
  for (const name of wanted.sort((a, b) => (a < b ? -1 : 1))) {
    if (found.length === mostGiven) break
    const place = path.join(folder, name)
    const about = await stat(place).catch(() => null)
    if (!about?.isDirectory()) continue
    const repository = (await stat(path.join(place, '.git')).catch(() => null)) !== null
    found.push({ path: place, repository })
  }
  return found
}

/** Names of the folders, and of links, in a folder; those that are no text are left out: nobody can type them. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = []
  try {
    const entries = await opendir(folder)
    let looked = 0
    for await (const entry of entries) {
      looked += 1
      if (looked > mostLooked) break
      if (!entry.isDirectory() && !entry.isSymbolicLink()) continue
      if (pathToText(Buffer.from(entry.name)) === entry.name && !entry.name.includes('\ufffd'))
        names.push(entry.name)
    }
  } catch {
    // It is not there, is no folder, or may not be read: there is nothing to complete to.
  }
  return names
}
