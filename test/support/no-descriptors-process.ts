import { openSync } from 'node:fs'
import { devNull } from 'node:os'
import { CommandLog } from '#main/git/command-log.ts'
import { Porcelain } from '#main/git/porcelain.ts'
import { Git } from '#main/git/run.ts'
import { ProcessGroup } from '#main/agents/process-group.ts'
import { testGitEnvironment } from './repository.ts'

/** Takes all descriptors that the process may have and then starts git, and a command: `no-descriptors-process.ts FOLDER`. */
const [folder = ''] = process.argv.slice(2)
const git = new Git({ env: testGitEnvironment(folder), log: new CommandLog() })
// What is loaded later needs descriptors itself.
await new Porcelain(git).tree(folder, 'HEAD')
try {
  for (;;) openSync(devNull, 'r')
} catch {
  // There is none left.
}
const ran = await git.run({ purpose: 'look', folder, args: ['version'] })
const asked = await new Porcelain(git).tree(folder, 'HEAD')
const group = ProcessGroup.start({
  file: '/bin/true',
  args: [],
  folder,
  env: {},
  input: 'none',
  onOutput: () => Promise.resolve(),
})
const said = [ran, asked].map((result) => (result.ok ? 'ok' : result.error.kind))
process.stdout.write(`${JSON.stringify([...said, (await group.ended).kind])}\n`)
