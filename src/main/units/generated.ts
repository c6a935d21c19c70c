import path from 'node:path'
import { mkdir, rm } from 'node:fs/promises'
import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import { manifestsOf } from '#shared/domain/unit/lockfile.ts'
import type { Generated } from '#shared/domain/unit/unit-file.ts'
import type { Objects } from '../git/objects.ts'
import { pathList } from '../git/paths.ts'
import type { GitFailure } from '../git/run.ts'

const attribute = 'linguist-generated'
/** How much of a file's start may say that it is generated, in bytes. */
const headBytes = 2_000
/** Most paths that one process is given. */
const mostArguments = 400
const marker =
  /@generated\b|\bgenerated\b[^\n]*\bdo not (?:edit|modify|change)\b|\bdo not (?:edit|modify|change)\b[^\n]*\bgenerated\b/i

/**
 * The changed files that count as made by a program, by what the base says: what the change itself says of it, in a new
 * header or new attributes, would let an agent hide code.
 */
export async function generatedFiles(
  objects: Objects,
  base: string,
  files: readonly FileDiff[],
): Promise<Result<ReadonlyMap<string, Generated>, GitFailure>> {
  const found = new Map<string, Generated>()
  const marked = await attributed(objects, base, files)
  if (!marked.ok) return marked
  for (const file of files) {
    const lock = lockfileOf(file, files)
    if (lock !== null) found.set(file.path, { by: 'lockfile', reason: lock })
    // What says which files are generated is none of them.
    else if (marked.value.has(file.path) && !/(?:^|\/)\.gitattributes$/.test(file.path))
      found.set(file.path, { by: 'attribute', reason: 'generated, by .gitattributes of the base' })
  }
  return ok(found)
}

/** Whether both sides of a file say in the comments that they begin with that a program made it. */
export function saysGenerated(base: Uint8Array, revision: Uint8Array): boolean {
  const says = (bytes: Uint8Array): boolean =>
    marker.test(firstComments(Buffer.from(bytes.subarray(0, headBytes)).toString('latin1')))
  return says(base) && says(revision)
}

/** The comments before the first line of anything else: a program that writes such a header has it in a string. */
function firstComments(text: string): string {
  const comments: string[] = []
  let end: string | null = null
  for (const line of text.split('\n').map((one) => one.trim())) {
    const begin: string | null = end === null ? (/^(?:\/\*|<!--|\(\*|""")/.exec(line)?.[0] ?? null) : null
    if (end === null && begin === null && !/^(?:$|\/\/|#|--|;|%|'|@charset|<\?xml|<!DOCTYPE)/i.test(line))
      break
    comments.push(line)
    if (begin !== null) end = ends[begin] ?? null
    if (end !== null && line.slice(begin?.length ?? 0).includes(end)) end = null
  }
  return comments.join('\n')
}

const ends: Readonly<Record<string, string>> = { '/*': '*/', '<!--': '-->', '(*': '*)', '"""': '"""' }

/** A lockfile in words, where the manifest that it follows changed too; null where it doesn't, or where it is new. */
function lockfileOf({ path: file, change }: FileDiff, files: readonly FileDiff[]): string | null {
  const names = manifestsOf(file)
  if (names === null || change !== 'modified') return null
  const folder = file.slice(0, file.lastIndexOf('/') + 1)
  // Of a workspace, the manifests are below.
  const manifest = files.find(
    (other) =>
      other.path.startsWith(folder) && names.includes(other.path.slice(other.path.lastIndexOf('/') + 1)),
  )
  return manifest === undefined ? null : `${file.slice(folder.length)}, with ${manifest.path}`
}

/** The files that the base's own attributes call generated; git itself reads them, from an index of nothing else. */
async function attributed(
  objects: Objects,
  base: string,
  files: readonly FileDiff[],
): Promise<Result<ReadonlySet<string>, GitFailure>> {
  const entries = await attributeFiles(objects, base, files)
  if (!entries.ok) return entries
  if (entries.value.length === 0) return ok(new Set())
  const folder = objects.temporaryPath('generated')
  await mkdir(folder, { mode: 0o700 })
  const env = { GIT_INDEX_FILE: path.join(folder, 'index') }
  try {
    const filled = await objects.run({
      purpose: 'read attributes',
      args: ['update-index', '-z', '--index-info'],
      input: entries.value,
      env,
    })
    if (!filled.ok) return filled
    const asked = await objects.run({
      purpose: 'ask what is generated',
      // The person's own attributes would make units differ from machine to machine.
      args: ['-c', 'core.attributesFile=/dev/null', 'check-attr', '--cached', '-z', '--stdin', attribute],
      input: pathList(files.flatMap(pathsOf)),
      env,
    })
    if (!asked.ok) return asked
    // Through Latin-1, which keeps each byte apart. A path, the attribute's name, its value, which may be empty.
    const fields = asked.value.stdout.toString('latin1').split('\0')
    const marked = new Set<string>()
    for (let at = 0; at + 2 < fields.length; at += 3)
      if (fields[at + 2] === 'set' || fields[at + 2] === 'true')
        marked.add(pathToText(Buffer.from(fields[at] ?? '', 'latin1')))
    // What gets another name is generated if it was, and still is by what the base says of its new name.
    const both = files.filter((file) => pathsOf(file).every((name) => marked.has(name)))
    return ok(new Set(both.map((file) => file.path)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function pathsOf({ path: name, oldPath }: FileDiff): readonly string[] {
  return oldPath === null || oldPath === name ? [name] : [oldPath, name]
}

/** The files of attributes in the base that concern these paths, as an index takes them. */
async function attributeFiles(
  objects: Objects,
  base: string,
  files: readonly FileDiff[],
): Promise<Result<Buffer, GitFailure>> {
  const folders = new Set([''])
  for (const file of files.flatMap(pathsOf))
    for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1))
      folders.add(file.slice(0, at + 1))
  // What is no text can't be an argument.
  const names = [...folders]
    .filter((folder) => !/\p{Surrogate}/u.test(folder))
    .map((folder) => `${folder}.gitattributes`)
  const found: Buffer[] = []
  for (let at = 0; at < names.length; at += mostArguments) {
    const listed = await objects.run({
      purpose: 'look for attributes',
      args: ['--literal-pathspecs', 'ls-tree', '-z', base, '--', ...names.slice(at, at + mostArguments)],
    })
    if (!listed.ok) return listed
    // A folder, link or submodule of that name says nothing.
    for (const line of listed.value.stdout.toString('latin1').split('\0'))
      if (line.startsWith('100')) found.push(Buffer.from(`${line}\0`, 'latin1'))
  }
  return ok(Buffer.concat(found))
}
