import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import {
  checkoutStates,
  landed,
  openSetting,
  PersonsCheckout,
  type CheckoutState,
} from '#test/support/checkout-states.ts'
import type { LandingSetting } from '#test/support/landing.ts'

/**
 * The person's checkout is never reset, stashed or cleaned (codex #35330): whatever is under way there, a landing, an
 * undoing and an applying either leave every byte of it, or bring exactly the landed paths and leave the rest.
 */
const long = process.env['WINNOW_TEST_LONG'] === '1'
let setting: LandingSetting
afterEach(() => setting.dispose())

const land = (branch: string) => setting.landing().land({ session: setting.session, branch })
const undo = () => setting.landing().undo({ session: setting.session })
const apply = () => setting.landing().applyToCheckout({ session: setting.session })

/** Expects a refusal with a sentence that says that nothing was changed, and that it is so in these checkouts. */
async function refused(
  checkouts: readonly PersonsCheckout[],
  verb: () => Promise<Result<unknown, LandingFailure>>,
): Promise<void> {
  const look = () => [setting.repository.git('for-each-ref'), ...checkouts.map((one) => one.everything())]
  const before = look()
  const result = await verb()
  expect(look()).toEqual(before)
  expect(result).toMatchObject({ ok: false, error: { kind: 'inTheWay' } })
  expect(result.ok ? '' : result.error.message).toMatch(/^[^!]*Nothing was changed\.[^!]+\.$/)
}

/** Expects that it is done and that no byte of the checkout is another. */
async function untouched(
  checkout: PersonsCheckout,
  verb: () => Promise<Result<unknown, LandingFailure>>,
): Promise<void> {
  const before = checkout.everything()
  unwrap(await verb())
  expect(checkout.everything()).toEqual(before)
}

/** An index entry of a plain file as `everything` has it. */
function entryOf(text: string): string {
  const oid = setting.repository.gitBytes(['hash-object', '--stdin'], text).toString().trim()
  return `H 100644 ${oid} 0 `
}

/** Lands on the branch checked out there, expects exactly the landed paths to be others, and takes it back. */
async function updated(checkout: PersonsCheckout, branch: string): Promise<void> {
  const before = checkout.everything()
  const files = { ...before.files }
  const index = { ...before.index }
  for (const [name, text] of Object.entries(landed)) {
    if (text === null) {
      delete files[name]
      delete index[name]
    } else {
      files[name] = `- ${text}`
      index[name] = entryOf(text)
    }
  }
  unwrap(await land(branch))
  expect(checkout.everything()).toEqual({ ...before, files, index })
  unwrap(await undo())
  expect(checkout.everything()).toEqual(before)
}

/** Puts the changes into the checkout, expects that only files are others, and takes them out. */
async function applied(checkout: PersonsCheckout): Promise<void> {
  const before = checkout.everything()
  unwrap(await apply())
  const files: Record<string, string> = { ...before.files }
  for (const [name, text] of Object.entries(landed))
    if (text === null) delete files[name]
    else files[name] = `- ${text}`
  expect(checkout.everything()).toEqual({ ...before, files })
  unwrap(await undo())
  expect(checkout.everything()).toEqual(before)
}

function linkedWorktree(): PersonsCheckout {
  const folder = path.join(setting.folder.path, 'linked')
  setting.repository.git('worktree', 'add', '-q', folder, 'topic')
  return new PersonsCheckout(setting.repository, folder)
}

type Case = readonly [string, CheckoutState]
/** In usual runs each of the smaller tables gets one state of a few. */
const cases = (share = 1, of = checkoutStates): Case[] =>
  of.filter((_, at) => long || at % share === share - 1).map((state) => [state.name, state])

describe('with this under way in the opened checkout', () => {
  test.each(cases())('%s: landing elsewhere, applying, and landing on the branch', async (_, state) => {
    setting = openSetting()
    const checkout = new PersonsCheckout(setting.repository)
    setting.accept(landed)
    state.enter(checkout, '.env')
    await untouched(checkout, () => land('side'))
    await untouched(checkout, undo)
    if (state.blocksApply ?? state.blocks) await refused([checkout], apply)
    else await applied(checkout)
    if (state.blocks) await refused([checkout], () => land('main'))
    else if (state.detached) await untouched(checkout, () => land('main'))
    else await updated(checkout, 'main')
    expect(setting.landings.filter((one) => !one.undone)).toHaveLength(state.detached ? 1 : 0)
  })

  test.each(
    cases(
      4,
      checkoutStates.filter((one) => one.blocks),
    ),
  )('%s: a landing that is there stays', async (_, state) => {
    setting = openSetting()
    const checkout = new PersonsCheckout(setting.repository)
    setting.accept(landed)
    unwrap(await land('main'))
    state.enter(checkout, 'gone/c.txt')
    await refused([checkout], undo)
    expect(setting.landings).toMatchObject([{ undone: false }])
  })
})

describe('with this under way in a linked worktree', () => {
  test.each(cases(5))('%s: landing on its branch, and on that of the opened checkout', async (_, state) => {
    setting = openSetting()
    const opened = new PersonsCheckout(setting.repository)
    const linked = linkedWorktree()
    opened.write({ 'b.txt': 'mine, in the opened one\n' })
    setting.accept(landed)
    state.enter(linked, '.env')
    const openedBefore = opened.everything()
    if (state.blocks) await refused([opened, linked], () => land('topic'))
    else if (state.detached) await untouched(linked, () => land('topic'))
    else await updated(linked, 'topic')
    expect({ ...opened.everything(), hidden: '' }).toEqual({ ...openedBefore, hidden: '' })
    await untouched(linked, () => land('main'))
  })
})

describe('with this under way where its own uncommitted changes are reviewed', () => {
  test.each(cases(4))('%s: part of them landed on the branch', async (name, state) => {
    setting = openSetting({ source: { kind: 'uncommitted' } })
    const checkout = new PersonsCheckout(setting.repository)
    const accepted = { 'a.txt': 'A\n', 'dir/new.txt': 'new\n' }
    setting.accept(accepted)
    state.enter(checkout, '.env')
    if (!/a file concerned/.test(name)) checkout.write({ 'a.txt': 'A\nand more\n' })
    checkout.write({ 'dir/new.txt': 'new\n' })
    if (name.startsWith('the middle of')) return refused([checkout], () => land('main'))
    if (state.detached) return untouched(checkout, () => land('main'))
    const before = { ...checkout.everything(), hidden: '' }
    const index = { ...before.index }
    for (const [file, text] of Object.entries(accepted)) index[file] = entryOf(text)
    unwrap(await land('main'))
    expect({ ...checkout.everything(), hidden: '' }).toEqual({ ...before, index })
    unwrap(await undo())
    expect({ ...checkout.everything(), hidden: '' }).toEqual(before)
  })
})
