import { execFileSync } from 'node:child_process'

/** Raw git, as the other side of a ratio. */
export function rawGit(
  folder: string,
  environment: Record<string, string>,
  args: readonly string[],
  index?: string,
): string {
  return execFileSync('git', args, {
    cwd: folder,
    env: { ...environment, ...(index ? { GIT_INDEX_FILE: index } : {}) },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
}
