/// <reference types="vite/types/importMeta.d.ts" />
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Failure } from '#shared/base/failure.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { describeGitFailure, type Git, type GitFailure } from '../git/run.ts'
import { tideCurvePicture } from './picture.ts'

/** `unwritable`: the folder could not be made. `gitFailed`: git could not make the commits. */
export type DemoFailure = Failure<'unwritable' | 'gitFailed'>

/** Files of each step, as they stand beside this file; a later step adds to the one before and replaces. */
const contents: Record<string, string> = import.meta.glob('./content/*/**/*', {
  query: '?raw',
  import: 'default',
  eager: true,
  exhaustive: true,
})

interface DemoCommit {
  /** The folder of its files under `content/`. */
  readonly step: string
  readonly author: string
  readonly email: string
  /** Git's raw form: seconds and zone. */
  readonly date: string
  readonly message: string
}

const maren = { author: 'Maren Holt', email: 'maren@tidewatch.example' }
const idris = { author: 'Idris Vane', email: 'idris@tidewatch.example' }

const commits: readonly DemoCommit[] = [
  {
    ...maren,
    step: '01-heights',
    date: '1704801600 +0000',
    message:
      'Compute heights of the tide from constituents\n\nSix harbours to begin with. Phases are given for the start of 2024.',
  },
  {
    ...maren,
    step: '02-high-and-low-water',
    date: '1705147200 +0000',
    message:
      'Find high and low waters\n\nEvery six minutes is enough to see a turn; then it is narrowed down.',
  },
  {
    ...idris,
    step: '03-command-line',
    date: '1706025600 +0000',
    message:
      'Give it a command line\n\nlist, today and next. Everything outside is passed in, so that tests need no clock.',
  },
  {
    ...idris,
    step: '04-feet',
    date: '1707069600 +0000',
    message: 'Show heights in feet and inches when asked\n\nAsked for by the harbour master of Aldermouth.',
  },
  {
    ...maren,
    step: '05-passages',
    date: '1708351200 +0000',
    message: 'Say when a boat can cross the sill',
  },
  {
    ...maren,
    step: '06-curve',
    date: '1709035200 +0000',
    message: 'Draw the tide of a day\n\nAs characters on the terminal, and as a picture for the documents.',
  },
  {
    ...idris,
    step: '07-notices',
    date: '1709654400 +0000',
    message:
      'List notices to mariners\n\nThe file comes from a spreadsheet, with its quotes and its line ends; it stays as it comes.',
  },
  {
    ...idris,
    step: '08-documents',
    date: '1710057600 +0000',
    message: 'Write the documents for 0.3.0',
  },
]

/** Files of one step by their path in the repository. A name that starts with `dot.` hides as a dot file. */
function filesOf(step: string): readonly (readonly [string, string | Uint8Array])[] {
  const prefix = `./content/${step}/`
  const files: (readonly [string, string | Uint8Array])[] = Object.entries(contents)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, text]) => [name.slice(prefix.length).replace(/(^|\/)dot\./, '$1.'), text] as const)
  if (step === '06-curve') files.push(['docs/tide-curve.png', tideCurvePicture()])
  return files
}

/**
 * Makes the demo repository in `folder` and gives its path: Tidewatch, a small command-line program with eight
 * commits, whose tests run with `node --test`. A folder that is there already is left as it is. It is made beside
 * its place and moved there, so that a half-made one is never taken for it.
 */
export async function makeDemoRepository(git: Git, folder: string): Promise<Result<string, DemoFailure>> {
  if (await stat(path.join(folder, '.git')).catch(() => null)) return ok(folder)
  let building: string | null = null
  try {
    await mkdir(path.dirname(folder), { recursive: true })
    building = await mkdtemp(`${folder}.new-`)
    const made = await commitAll(git, building)
    if (!made.ok) {
      return err({
        kind: 'gitFailed',
        message: `The demo repository was not made: ${describeGitFailure(made.error)}. Nothing else was touched. Run \`winnow doctor\` to see whether git is usable.`,
        stderr: made.error.stderr,
      })
    }
    await rename(building, folder)
    building = null
    return ok(folder)
  } catch (error) {
    return err({
      kind: 'unwritable',
      message: `The demo repository could not be written to ${folder}: ${(error as Error).message}. Nothing else was touched. Check that the folder is writable and not full, and try again.`,
      paths: [folder],
    })
  } finally {
    if (building) await rm(building, { recursive: true, force: true })
  }
}

async function commitAll(git: Git, folder: string): Promise<Result<null, GitFailure>> {
  const run = (purpose: string, args: readonly string[], env: Record<string, string> = {}) =>
    // The line ends of the files are part of the demo, whatever the person's configuration says.
    git.run({ purpose, folder, args, env, config: [['core.autocrlf', 'false']] })

  const initialised = await run('make the demo repository', ['init', '--quiet', '--template=', '-b', 'main'])
  if (!initialised.ok) return initialised
  const configured = await run('configure the demo repository', ['config', 'core.autocrlf', 'false'])
  if (!configured.ok) return configured
  for (const { step, author, email, date, message } of commits) {
    for (const [name, content] of filesOf(step)) {
      const file = path.join(folder, name)
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, content, { mode: name.startsWith('bin/') ? 0o755 : 0o644 })
    }
    const added = await run('add the demo files', ['add', '--all'])
    if (!added.ok) return added
    const committed = await run(
      'commit the demo files',
      ['commit', '--quiet', '--no-verify', '--cleanup=verbatim', '-m', message],
      {
        GIT_AUTHOR_NAME: author,
        GIT_AUTHOR_EMAIL: email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: author,
        GIT_COMMITTER_EMAIL: email,
        GIT_COMMITTER_DATE: date,
      },
    )
    if (!committed.ok) return committed
  }
  return ok(null)
}
