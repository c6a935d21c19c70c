import { describe, expect, it } from 'vitest'
import type { LandingPreview } from '#shared/contract/landing.ts'
import { actionWords, landingConsequence, landingObstacle } from './landing-words.ts'

const file = { path: 'a.ts', oldPath: null, change: 'modified', added: 1, deleted: 0 } as const
const preview: LandingPreview = {
  tree: 'a'.repeat(40),
  trees: { base: 'b'.repeat(40), accepted: 'a'.repeat(40), target: 'b'.repeat(40), landed: 'a'.repeat(40) },
  left: 0,
  branch: 'main',
  branchExists: true,
  newCommits: 0,
  files: [file, { ...file, path: 'b.ts' }],
  accepted: 3,
  undecided: 0,
  conflicts: [],
  inTheWay: [],
  checkout: null,
  identity: { name: 'Ada', email: 'ada@example.org' },
  committer: null,
  identitySince: null,
  notices: [],
  message: 'Do it',
}
const nobody = { name: '', email: '' }

describe('the words of a landing', () => {
  it('says exactly what the button does', () => {
    expect(actionWords('branch', preview, 'main')).toBe('Commit 2 files to main')
    expect(actionWords('branch', { ...preview, newCommits: 3 }, 'main')).toBe('Merge 2 files into main')
    expect(actionWords('branch', { ...preview, branchExists: false }, 'fix')).toBe('Create fix with 2 files')
    expect(actionWords('checkout', preview, 'main')).toBe('Put 2 files into the checkout, uncommitted')
    expect(actionWords('patch', preview, 'main')).toBe('Save 2 files as a patch')
  })

  it('names what stands in the way, by the way it lands', () => {
    expect(landingObstacle('branch', preview, 'main', 'Do it', nobody)).toBeNull()
    expect(landingObstacle('branch', null, 'main', 'Do it', nobody)).toMatch(/preview/)
    expect(landingObstacle('branch', preview, 'main', ' ', nobody)).toMatch(/message/)
    expect(landingObstacle('branch', { ...preview, accepted: 0 }, 'main', 'x', nobody)).toMatch(/accepted/)
    const conflicting = { ...preview, conflicts: ['a.ts'] }
    expect(landingObstacle('branch', conflicting, 'main', 'x', nobody)).toMatch(/^1 file conflicts with main/)
    expect(landingObstacle('patch', conflicting, 'main', 'x', nobody)).toBeNull()
    const unknown = { ...preview, identity: null }
    expect(landingObstacle('branch', unknown, 'main', 'x', nobody)).toMatch(/who you are/)
    expect(landingObstacle('branch', unknown, 'main', 'x', { name: 'A', email: 'a@b' })).toBeNull()
    expect(landingObstacle('checkout', unknown, 'main', '', nobody)).toBeNull()
  })

  it('says what else is touched', () => {
    expect(landingConsequence(preview)).toBe('No checkout is touched.')
    expect(landingConsequence({ ...preview, checkout: '/src/app', undecided: 1 })).toBe(
      'The files in /src/app are updated, as main is checked out there. 1 undecided hunk stays in the session.',
    )
  })
})
