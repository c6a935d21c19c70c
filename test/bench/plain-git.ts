import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The other side of a ratio: git writes the same changes to a pipe, and nobody looks at them. */
export async function plainDiff(
  folder: string,
  environment: Readonly<Record<string, string>>,
  base: string,
  revision: string,
): Promise<void> {
  const child = spawn('git', ['diff', '-U0', '--histogram', base, revision], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  child.stdout.resume()
  await once(child, 'close')
}
