import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { root, run } from './command.ts'

const stampFile = path.join(root, 'out', 'stamp')
const inputs = ['src', 'package-lock.json', 'package.json', 'electron.vite.config.ts', 'tsconfig.base.json']

/** A hash over names, sizes and times of everything the build reads; no content, so that it takes milliseconds. */
async function currentStamp(): Promise<string> {
  const hash = createHash('sha256')
  const visit = async (name: string): Promise<void> => {
    const place = path.join(root, name)
    const about = await stat(place)
    if (!about.isDirectory()) {
      if (!/\.test\.tsx?$/.test(name)) hash.update(`${name}\0${about.size}\0${about.mtimeMs}\n`)
      return
    }
    for (const entry of (await readdir(place)).sort()) await visit(`${name}/${entry}`)
  }
  for (const name of inputs) await visit(name)
  return hash.digest('hex')
}

/** Builds all three parts into `out/`. The outcome of a failed build is not taken for fresh later. */
export async function buildNow(options: { readonly show?: boolean }): Promise<boolean> {
  const before = await currentStamp()
  await rm(stampFile, { force: true })
  const builder = path.join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { exitCode, output } = await run(process.execPath, [builder, 'build'], {
    show: options.show,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (exitCode !== 0) {
    if (output) process.stderr.write(output)
    return false
  }
  await mkdir(path.dirname(stampFile), { recursive: true })
  await writeFile(stampFile, before)
  return true
}

/** Builds if `out/` is missing or older than what it is made of. */
export async function ensureBuilt(): Promise<boolean> {
  const stamp = await readFile(stampFile, 'utf8').catch(() => '')
  if (stamp === (await currentStamp())) return true
  process.stderr.write('Building Winnow (only when something changed).\n')
  return buildNow({})
}
