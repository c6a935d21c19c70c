import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { root, run, tool } from './command.ts'

/**
 * `npm run test:long`: the tests that leave something to chance, with counts that take an hour instead of seconds.
 * They are those that read `WINNOW_TEST_LONG`; names as arguments run only these files. A failure prints its
 * `WINNOW_TEST_SEED`, and that variable repeats it.
 */
const asked = process.argv.slice(2)
const { exitCode } = await run(tool('vitest'), ['run', ...(asked.length > 0 ? asked : await longTests())], {
  show: true,
  env: { ...process.env, WINNOW_TEST_LONG: '1' },
})
process.exitCode = exitCode

async function longTests(): Promise<readonly string[]> {
  const found: string[] = []
  for (const folder of ['src', 'test'])
    for (const name of await readdir(path.join(root, folder), { recursive: true })) {
      if (!name.endsWith('.test.ts')) continue
      const file = path.join(folder, name)
      if ((await readFile(path.join(root, file), 'utf8')).includes('WINNOW_TEST_LONG')) found.push(file)
    }
  return found
}
