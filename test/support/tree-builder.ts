import path from 'node:path'
import { pathToBytes } from '#shared/base/path-text.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Objects } from '#main/git/objects.ts'
import { Git } from '#main/git/run.ts'
import { temporaryFolder, testGitEnvironment, TestRepository } from './repository.ts'

/** A file of a tree: its bytes, or with a mode; a submodule's bytes are its commit's id. */
export type TreeFile = string | Uint8Array | readonly [mode: string, content: string | Uint8Array]

/** A path as git reads it in patches and in import streams, each byte by its number. */
export const quotedPath = (text: string): string =>
  `"${[...pathToBytes(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`

/** Writes a tree with these files and gives its id; paths as `pathToText` writes them. */
export function importTree(
  repository: TestRepository,
  files: Iterable<readonly [name: string, file: TreeFile]>,
): string {
  const parts: Uint8Array[] = [
    Buffer.from('commit refs/heads/made\ncommitter T <t@example.test> 0 +0000\ndata 0\ndeleteall\n'),
  ]
  for (const [name, file] of files) {
    const [mode, content] = typeof file === 'string' || !Array.isArray(file) ? ['100644', file] : file
    const bytes = Buffer.from(content as string)
    if (mode === '160000') parts.push(Buffer.from(`M 160000 ${content as string} ${quotedPath(name)}\n`))
    else
      parts.push(
        Buffer.from(`M ${mode} inline ${quotedPath(name)}\ndata ${bytes.length}\n`),
        bytes,
        Buffer.from('\n'),
      )
  }
  parts.push(Buffer.from('done\n'))
  repository.gitBytes(['fast-import', '--quiet', '--force', '--done'], Buffer.concat(parts))
  return repository.tree('refs/heads/made')
}

/** Makes trees of any content without a checkout, with the raw git command. */
export class TestTrees {
  readonly repository: TestRepository
  readonly #format: 'sha1' | 'sha256'
  readonly #folder: { readonly path: string; remove(): void }
  #opened: Objects[] = []

  constructor(format: 'sha1' | 'sha256' = 'sha1') {
    this.#folder = temporaryFolder()
    this.#format = format
    this.repository = new TestRepository(path.join(this.#folder.path, 'repository'), {
      init: [`--object-format=${format}`],
    })
  }

  /** The git runner under test, without any configuration of this machine. */
  git(): Git {
    return new Git({ env: testGitEnvironment(this.#folder.path), log: new CommandLog() })
  }

  async objects(git = this.git()): Promise<Objects> {
    const objects = await Objects.open(git, {
      folder: path.join(this.#folder.path, `objects-${this.#opened.length}`),
      commonDir: path.join(this.repository.path, '.git'),
      format: this.#format,
    })
    this.#opened.push(objects)
    return objects
  }

  /** The id of a tree with these files; paths as `pathToText` writes them. */
  tree(files: Readonly<Record<string, TreeFile>>): string {
    return importTree(this.repository, Object.entries(files))
  }

  remove(): void {
    for (const objects of this.#opened.splice(0)) objects.dispose()
    this.#folder.remove()
  }
}
