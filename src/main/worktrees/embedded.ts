import type { Dirent, Stats } from 'node:fs'
import { access, lstat, readdir } from 'node:fs/promises'
import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { GitFailure } from '#main/git/run.ts'
import { recordedCommits, refusalOf, type LeftOut, type WorktreeRun } from './changed-paths.ts'
import { onDisk, pathList, zeroSeparated } from '#main/git/paths.ts'

/**
 * Lists the files in repositories embedded in a worktree, which git itself would record as a bare commit id. Ignore
 * rules of the worktree and of the folders below hold; the embedded repositories' own git folders are not looked into.
 */
export async function listEmbedded(
  run: WorktreeRun,
  options: {
    readonly worktree: string
    readonly folders: readonly string[]
    readonly sizeLimit: number
    readonly signal?: AbortSignal | undefined
  },
): Promise<Result<{ readonly files: readonly string[]; readonly leftOut: readonly LeftOut[] }, GitFailure>> {
  const files: string[] = []
  const leftOut: LeftOut[] = []
  // One level at a time, so that nothing below an ignored folder is looked at.
  let level = [...options.folders]
  while (level.length > 0) {
    const found: { readonly path: string; readonly entry: Dirent<Buffer> }[] = []
    for (const folder of level) {
      try {
        const entries = await readdir(onDisk(options.worktree, folder), {
          withFileTypes: true,
          encoding: 'buffer',
        })
        for (const entry of entries) {
          const name = pathToText(entry.name)
          if (name === '.git') continue
          if (name.toLowerCase() === '.git')
            leftOut.push({ path: `${folder}/${name}`, reason: 'git takes no file of such a name' })
          else found.push({ path: `${folder}/${name}`, entry })
        }
      } catch {
        leftOut.push({ path: folder, reason: 'the folder cannot be read' })
      }
    }
    const ignored = await ignoredOf(
      run,
      found.map(({ path }) => path),
      options.signal,
    )
    if (!ignored.ok) return ignored
    level = []
    for (const { path, entry } of found) {
      if (ignored.value.has(path)) continue
      if (entry.isDirectory()) level.push(path)
      else if (entry.isSymbolicLink()) files.push(path)
      else {
        const reason = await refusal(onDisk(options.worktree, path), options.sizeLimit)
        if (reason === null) files.push(path)
        else leftOut.push({ path, reason })
      }
    }
  }
  return ok({ files: files.sort(), leftOut })
}

async function refusal(file: Buffer, sizeLimit: number): Promise<string | null> {
  let stats: Stats
  try {
    stats = await lstat(file)
  } catch {
    return 'it cannot be read'
  }
  return refusalOf(file, stats, sizeLimit)
}

async function ignoredOf(
  run: WorktreeRun,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Result<ReadonlySet<string>, GitFailure>> {
  if (paths.length === 0) return ok(new Set())
  const checked = await run({
    purpose: 'look for ignored files',
    args: ['check-ignore', '-z', '--stdin', '--no-index'],
    // This command refuses literal pathspecs; a path that starts with "./" has no magic.
    input: pathList(paths.map((name) => `./${name}`)),
    env: { GIT_LITERAL_PATHSPECS: '0' },
    accept: [0, 1],
    signal,
  })
  if (!checked.ok) return checked
  return ok(new Set(zeroSeparated(checked.value.stdout).map((field) => pathToText(field.subarray(2)))))
}

/** Paths of the submodules that the worktree's .gitmodules registers. */
export async function registeredSubmodules(run: WorktreeRun, worktree: string): Promise<ReadonlySet<string>> {
  const listed = await run({
    purpose: 'list registered submodules',
    args: ['config', '-z', '--file', `${worktree}/.gitmodules`, '--get-regexp', '^submodule\\..*\\.path$'],
    accept: [0, 1],
  })
  // A .gitmodules that cannot be read registers nothing.
  if (!listed.ok) return new Set()
  return new Set(
    zeroSeparated(listed.value.stdout).map((field) => pathToText(field.subarray(field.indexOf(10) + 1))),
  )
}

/**
 * Files in the folders of submodules that are not checked out there. Git goes past them, so that no snapshot can have
 * them; they are told.
 */
export async function strayFiles(
  run: WorktreeRun,
  worktree: string,
  submodules: () => Promise<ReadonlySet<string>>,
): Promise<readonly LeftOut[]> {
  try {
    await access(`${worktree}/.gitmodules`)
  } catch {
    return []
  }
  const stray = new Map<string, LeftOut[]>()
  for (const folder of await submodules()) {
    try {
      const names = (await readdir(onDisk(worktree, folder), { encoding: 'buffer' })).map((name) =>
        pathToText(name),
      )
      if (names.length === 0 || names.includes('.git')) continue
      const reason = 'it lies in a submodule that is not checked out'
      stray.set(
        folder,
        names.map((name) => ({ path: `${folder}/${name}`, reason })),
      )
    } catch {
      // The folder is not there: there is nothing in it.
    }
  }
  if (stray.size === 0) return []
  const listed = await recordedCommits(run, [...stray.keys()])
  return listed.ok ? listed.value.flatMap((folder) => stray.get(folder) ?? []) : []
}
