import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top of the checkout. */
export const root: string = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** Files of the project that exist: tracked ones and new ones that are not ignored. Paths from the top. */
export function projectFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const names = new Set(listed.split('\0').filter((name) => name !== ''))
  return [...names].filter((name) => existsSync(path.join(root, name))).sort()
}

/** TypeScript of the project. The demo repository's contents are another program's. */
export function sourceFiles(): readonly string[] {
  return projectFiles().filter(
    (name) => /^(src|test|scripts)\/.*\.tsx?$/.test(name) && !name.startsWith('src/main/demo/content/'),
  )
}

export function read(name: string): string {
  return readFileSync(path.join(root, name), 'utf8')
}
