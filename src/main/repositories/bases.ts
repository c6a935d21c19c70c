import { err, ok, type Result } from '#shared/base/result.ts'
import type { BaseChoice } from '#shared/domain/repository/repository.ts'
import type { RepositoryFailure } from '#shared/contract/repository.ts'
import { Porcelain } from '../git/porcelain.ts'
import { describeGitFailure, type Git } from '../git/run.ts'

const most = 2000
const fields = [
  'refname',
  'objectname',
  '*objectname',
  'upstream',
  'upstream:track,nobracket',
  'HEAD',
  'symref',
  'objecttype',
  '*objecttype',
]

/** Branches and tags to start from: the current branch, then local ones by last commit, remote ones, tags. */
export async function listBases(
  git: Git,
  folder: string,
): Promise<Result<readonly BaseChoice[], RepositoryFailure>> {
  const listed = await new Porcelain(git).listRefs({
    purpose: 'list branches and tags',
    folder,
    below: ['refs/heads', 'refs/remotes', 'refs/tags'],
    fields,
    sort: '-committerdate',
    most,
  })
  if (!listed.ok)
    return err({
      kind: 'gitFailed',
      message: `${describeGitFailure(listed.error)}. Nothing was changed.`,
      stderr: listed.error.stderr,
    })
  const current: BaseChoice[] = []
  const choices: Record<BaseChoice['kind'], BaseChoice[]> = { branch: [], remoteBranch: [], tag: [] }
  for (const row of listed.value) {
    const [ref = '', commit = '', peeled = '', upstream = '', track = '', head, symref, type, peeledType] =
      row
    const match = /^refs\/(heads|remotes|tags)\/(.+)$/s.exec(ref)
    // A tag may name a file or a tree, which nothing can start from.
    if (!match || symref || (peeledType || type) !== 'commit') continue
    const kind = match[1] === 'heads' ? 'branch' : match[1] === 'remotes' ? 'remoteBranch' : 'tag'
    const behind = /behind (\d+)/.exec(track)
    const choice: BaseChoice = {
      name: match[2] ?? '',
      ref,
      kind,
      commit: peeled || commit,
      upstream: upstream.replace(/^refs\/(heads|remotes)\//, '') || null,
      behind: upstream === '' || track === 'gone' ? null : Number(behind?.[1] ?? 0),
    }
    if (head === '*') current.push(choice)
    else choices[kind].push(choice)
  }
  return ok([...current, ...choices.branch, ...choices.remoteBranch, ...choices.tag])
}
