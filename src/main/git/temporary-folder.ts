import { mkdtemp, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { released } from './lock-file.ts'

/**
 * Makes the folder for temporary files, another one each time, and removes those of processes that were killed. A git
 * that one of them had started may still be at work there: it is waited for, and one that only starts now finds no
 * folder to work in.
 */
export async function makeTemporaryFolder(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('run-'))
  await Promise.all(
    names.map(async (name) => {
      const left = path.join(folder, name)
      const files = await readdir(left, { recursive: true })
      await released(files.filter((file) => file.endsWith('.lock')).map((file) => path.join(left, file)))
      await rm(left, { recursive: true, force: true })
    }),
  )
  return mkdtemp(path.join(folder, 'run-'))
}
