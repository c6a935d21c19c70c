import { describe, expect, it } from 'vitest'
import type { LandingPreview } from '#shared/contract/landing.ts'
import {
  actionWords,
  isOtherLanding,
  landingConsequence,
  landingObstacle,
  type LandingWish,
} from './landing-words.ts'

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
const wish: LandingWish = {
  way: 'branch',
  preview,
  target: 'main',
  message: 'Do it',
  identity: nobody,
  author: null,
}
const obstacle = (change: Partial<LandingWish>): string | null => landingObstacle({ ...wish, ...change })

describe('the words of a landing', () => {
  it('says exactly what the button does', () => {
    expect(actionWords('branch', preview, 'main')).toBe('Commit 2 files to main')
    expect(actionWords('branch', { ...preview, newCommits: 3 }, 'main')).toBe('Merge 2 files into main')
    expect(actionWords('branch', { ...preview, branchExists: false }, 'fix')).toBe('Create fix with 2 files')
    expect(actionWords('checkout', preview, 'main')).toBe('Put 2 files into the checkout, uncommitted')
    expect(actionWords('patch', preview, 'main')).toBe('Save 2 files as a patch')
  })

  it('says no number of a choice that was not looked at yet', () => {
    for (const way of ['branch', 'checkout', 'patch'] as const)
      expect(actionWords(way, null, 'main')).not.toMatch(/[0-9]/)
  })

  it('counts what stays in the session', () => {
    expect(actionWords('branch', { ...preview, left: 1 }, 'main')).toBe('Commit 2 of 3 files to main')
  })

  it('is another landing with another accepted tree or branch, and not because the branch moved on', () => {
    const { trees } = preview
    expect(isOtherLanding(preview, { ...preview, trees: { ...trees, target: 'c'.repeat(40) } })).toBe(false)
    expect(isOtherLanding(preview, { ...preview, branch: 'other' })).toBe(true)
    expect(isOtherLanding(preview, { ...preview, trees: { ...trees, accepted: 'c'.repeat(40) } })).toBe(true)
  })

  it('names what stands in the way, by the way it lands', () => {
    expect(obstacle({})).toBeNull()
    expect(obstacle({ message: ' ' })).toMatch(/message/)
    expect(obstacle({ preview: { ...preview, accepted: 0 } })).toMatch(/accepted/)
    const conflicting = { ...preview, conflicts: ['a.ts'] }
    expect(obstacle({ preview: conflicting })).toMatch(/^1 file conflicts with main/)
    expect(obstacle({ preview: conflicting, way: 'patch' })).toBeNull()
    const unknown = { ...preview, identity: null }
    expect(obstacle({ preview: unknown })).toMatch(/who you are/)
    expect(obstacle({ preview: unknown, identity: { name: 'A', email: 'a@b' } })).toBeNull()
    expect(obstacle({ preview: unknown, way: 'checkout', message: '' })).toBeNull()
    expect(obstacle({ author: { name: 'A', email: ' ' } })).toMatch(/author/)
    const blocked = { ...preview, inTheWay: ['a.ts', 'b.ts'] }
    expect(obstacle({ preview: blocked, way: 'checkout' })).toMatch(/^2 files in the checkout/)
    expect(obstacle({ preview: { ...preview, files: [] } })).toBe('main has all of it already.')
  })

  it('says what else is touched', () => {
    expect(landingConsequence(preview)).toBe('No checkout is touched.')
    expect(landingConsequence({ ...preview, checkout: '/src/app', undecided: 1 })).toBe(
      'The files in /src/app are updated, as main is checked out there. 1 undecided hunk stays in the session.',
    )
  })
})
