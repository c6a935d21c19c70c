import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import { pictureLimits } from '#shared/domain/picture/named-pictures.ts'
import { pictureShape } from '#shared/domain/picture/picture-kind.ts'
import { readFileInside } from '../../git/file-inside.ts'
import { picturePart, textOf, textPart, type ToolOutput } from './items.ts'

/**
 * Shows the model a picture of the worktree as it is now: a copy is kept in the session's folder, since the picture may
 * change and is sent with every request. The error says what is wrong with the call.
 */
export async function viewImage(
  args: Record<string, unknown>,
  { worktree, folder }: { readonly worktree: string; readonly folder: string },
): Promise<Result<ToolOutput, string>> {
  const named = textOf(args['path'])
  if (named === '') return err('path must be the path of a picture.')
  const bytes = await readFileInside(worktree, named, pictureLimits.bytes)
  if (bytes === null) return err(`${named} is no readable file of the worktree, or it is too large.`)
  const shape = pictureShape(bytes)
  if (shape === null) return err(`${named} is no picture that can be shown (PNG, JPEG, GIF or WebP).`)
  const pictures = path.join(folder, 'viewed')
  const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 20)}.${shape.kind}`
  await mkdir(pictures, { recursive: true, mode: 0o700 })
  const file = path.join(pictures, name)
  await writeFile(`${file}.part`, bytes, { mode: 0o600 })
  await rename(`${file}.part`, file)
  return ok([textPart(`${named}, as it is now:`), picturePart(file)])
}
