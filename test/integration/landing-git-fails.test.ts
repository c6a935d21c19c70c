import { chmodSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { Landing } from '#main/landing/landing.ts'
import { landed, openSetting, PersonsCheckout } from '#test/support/checkout-states.ts'
import { FailingGit, type GitTrouble } from '#test/support/failing-git.ts'
import type { LandingSetting } from '#test/support/landing.ts'

let setting: LandingSetting
afterEach(() => setting.dispose())

const long = process.env['WINNOW_TEST_LONG'] === '1'
const troubles = ['before', 'killed', 'after'] as const
const session = 's1'
type Verb = (landing: Landing) => Promise<Result<unknown, LandingFailure>>
const land: Verb = (landing) => landing.land({ session, branch: 'main' })
const undo: Verb = (landing) => landing.undo({ session })
const apply: Verb = (landing) => landing.applyToCheckout({ session })

/**
 * Lets git commands fail in turn, in usual runs every fourth of them. After each, and the start that follows, everything
 * is as before, or as it is when all was done. Gives how many steps there were.
 */
async function failAtEachStep(how: GitTrouble, verb: Verb, back: Verb): Promise<number> {
  const git = setting.git as FailingGit
  const checkout = new PersonsCheckout(setting.repository)
  const look = () => ({
    ...checkout.everything(),
    refs: setting.repository.git('for-each-ref', 'refs/heads'),
    base: { ...setting.base },
    landings: setting.landings.filter((one) => !one.undone).length,
  })
  const before = look()
  unwrap(await verb(setting.landing()))
  // The clock stands still, so that the commit of every try has the same id.
  const after = look()
  expect(after).not.toEqual(before)
  for (let step = long ? 1 : 1 + (troubles.indexOf(how) % 3); ; step += long ? 1 : 4) {
    if (JSON.stringify(look()) !== JSON.stringify(before)) unwrap(await back(setting.landing()))
    git.fail(step, how)
    const tried = await verb(setting.landing())
    if (!git.heal()) return step
    const sentence = tried.ok ? 'done' : tried.error.message
    expect(sentence).toMatch(/done|Nothing was changed|put back|as it was|still in|Start Winnow again/)
    await setting.landing().recover()
    // What a git that was killed holds, the sentence of the next try tells to remove.
    for (const lock of ['index.lock', 'HEAD.lock', 'refs/heads/main.lock', 'packed-refs.lock'])
      setting.repository.write({ [`.git/${lock}`]: null })
    expect([before, after]).toContainEqual(look())
  }
}

function open(): void {
  setting = openSetting({ git: (options) => new FailingGit(options) })
  const checkout = new PersonsCheckout(setting.repository)
  checkout.ignore('.env.local')
  checkout.write({ 'b.txt': 'mine\n', 'u.txt': 'u\n', 'm.txt': 'staged\n', '.env.local': 'secret\n' })
  checkout.git('add', 'm.txt')
  setting.accept(landed)
}

describe.each(troubles)('a git that fails (%s) at each step', (how) => {
  test('of a landing where the branch is checked out', async () => {
    open()
    expect(await failAtEachStep(how, land, undo)).toBeGreaterThan(8)
  })

  test('of undoing it', async () => {
    open()
    unwrap(await land(setting.landing()))
    expect(await failAtEachStep(how, undo, land)).toBeGreaterThan(8)
  })

  test('of putting the changes into the checkout', async () => {
    open()
    expect(await failAtEachStep(how, apply, undo)).toBeGreaterThan(10)
  })
})

test('a git that fails after it moved the branch has moved it: the landing is done, and so is its undoing', async () => {
  open()
  const git = setting.git as FailingGit
  const checkout = new PersonsCheckout(setting.repository)
  const before = checkout.everything()
  git.fail(1, 'after', 'update-ref')
  const done = unwrap(await setting.landing().land({ session, branch: 'main' }))
  expect(git.heal()).toBe(true)
  expect(setting.repository.git('rev-parse', 'main')).toBe(done.commit)
  expect(checkout.read('a.txt')).toBe('A\n')
  git.fail(1, 'after', 'update-ref')
  unwrap(await setting.landing().undo({ session }))
  expect(git.heal()).toBe(true)
  expect(checkout.everything()).toEqual(before)
})

test('a landing that can’t be taken back whole, as on a full disk, is not called ended, and the next start does it', async () => {
  open()
  const git = setting.git as FailingGit
  const checkout = new PersonsCheckout(setting.repository)
  const before = checkout.everything()
  // The first one only asks whether it would.
  git.fail(2, 'after', 'read-tree', ['read-tree', 'update-index'])
  const tried = await setting.landing().land({ session, branch: 'main' })
  expect(tried.ok ? '' : tried.error.message).toMatch(/branch was put back.*start Winnow again/)
  expect(checkout.everything()).not.toEqual(before)
  expect(await setting.landing().recover()).toMatchObject([{ outcome: 'unfinished' }])
  expect(git.heal()).toBe(true)
  expect(await setting.landing().recover()).toMatchObject([{ outcome: 'aborted', left: [] }])
  expect(checkout.everything()).toEqual(before)
  expect(await setting.landing().recover()).toEqual([])
  unwrap(await setting.landing().land({ session, branch: 'main' }))
})

test('a landing that never began leaves the person’s files alone at the next start', async () => {
  open()
  const checkout = new PersonsCheckout(setting.repository)
  await setting.crashAfter('intended', (landing) => landing.land({ session, branch: 'main' }))
  checkout.write({ 'a.txt': null })
  const mine = checkout.everything()
  expect(await setting.landing().recover()).toMatchObject([{ outcome: 'aborted' }])
  expect(checkout.everything()).toEqual(mine)
})

test('an undoing whose files git wrote before it failed brings them back', async () => {
  open()
  const git = setting.git as FailingGit
  const checkout = new PersonsCheckout(setting.repository)
  unwrap(await setting.landing().land({ session, branch: 'main' }))
  const after = checkout.everything()
  // The first one only asks whether it would.
  git.fail(2, 'after', 'read-tree')
  const undone = await setting.landing().undo({ session })
  expect(git.heal()).toBe(true)
  expect(undone.ok ? '' : undone.error.message).toContain('is as it was before the undo')
  expect(checkout.everything()).toEqual(after)
  unwrap(await setting.landing().undo({ session }))
})

/** Has the disk lose a landed content at the moment the branch has moved; the accepted tree's contents are made anew each time. */
function loseContentOnceMoved(): void {
  const store = () => setting.repository.gitBytes(['hash-object', '-w', '--stdin'], 'A\n').toString().trim()
  const oid = store()
  const file = path.join(setting.repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2))
  setting.onAccepted = () => void store()
  setting.onStep = (step) => {
    if (step !== 'refMoved') return
    chmodSync(file, 0o644)
    writeFileSync(file, '')
  }
}
const meant = () => setting.events.filter(({ type }) => type === 'landing.intended').length

test('a landing that failed past its intent is not begun again by itself, over broken objects neither', async () => {
  open()
  const checkout = new PersonsCheckout(setting.repository)
  const before = checkout.everything()
  loseContentOnceMoved()
  const tried = await setting.landing().land({ session, branch: 'main' })
  expect(tried.ok ? '' : tried.error.message).toMatch(/put back/)
  expect(meant()).toBe(1)
  expect(checkout.everything()).toEqual(before)
  setting.onStep = () => undefined
  unwrap(await setting.landing().land({ session, branch: 'main' }))
  expect(checkout.read('a.txt')).toBe('A\n')
})

test('nor is one whose branch could not be put back: that is for the next start', async () => {
  open()
  const git = setting.git as FailingGit
  loseContentOnceMoved()
  // The second is to put the branch back.
  git.fail(2, 'before', 'update-ref')
  const tried = await setting.landing().land({ session, branch: 'main' })
  expect(git.heal()).toBe(true)
  expect(tried.ok ? '' : tried.error.message).toMatch(/could not be put back.*start Winnow again/)
  expect(meant()).toBe(1)
  expect(setting.landings).toEqual([])
})
