import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { problemsOf } from './validate.js'

export const dataFolder = fileURLToPath(new URL('../../data/harbours/', import.meta.url))

/** All harbours of a folder, by name. A broken file stops the program: a wrong table is worse than none. */
export async function loadHarbours(folder = dataFolder) {
  const harbours = []
  for (const file of (await readdir(folder)).sort()) {
    if (!file.endsWith('.json')) continue
    const harbour = JSON.parse(await readFile(path.join(folder, file), 'utf8'))
    const problems = problemsOf(harbour)
    if (problems.length > 0) throw new Error(`${file}: ${problems.join(' ')}`)
    harbours.push({ id: path.basename(file, '.json'), ...harbour })
  }
  return harbours.sort((a, b) => a.name.localeCompare(b.name))
}
