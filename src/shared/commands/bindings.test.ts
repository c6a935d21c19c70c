import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bindingChanges,
  boundCommands,
  holdersOf,
  isKey,
  problemOf,
  refusalOf,
  type Bindings,
} from './bindings.ts'
import { commandOf, commands, type CommandId } from './index.ts'
import { findKeyConflicts } from './keys.ts'
import { bindingsText, readBindings } from './stored-bindings.ts'

const anyId = fc.constantFrom(...commands.map((command) => command.id))
const anyKey = fc
  .tuple(
    fc.constantFrom('', 'Mod+', 'Mod+Shift+', 'Alt+', 'Shift+', 'Mod+Alt+'),
    fc.constantFrom(
      ...'abcdefghijklmnopqrstuvwxyz0123456789?/+.,'.split(''),
      'Enter',
      'F2',
      'F8',
      'Tab',
      'Space',
    ),
  )
  .map(([modifiers, key]) => modifiers + key)
const anyBindings: fc.Arbitrary<Bindings> = fc
  .array(fc.tuple(anyId, fc.array(anyKey, { maxLength: 3 })), { maxLength: 6 })
  .map((entries) => Object.fromEntries(entries) as Bindings)

describe('keys of the person', () => {
  it('hold the registry’s own keys to the same rules', () => {
    for (const command of commands)
      for (const key of command.keys) expect([key, refusalOf(command, key)]).toEqual([key, null])
    expect(problemOf({})).toBeNull()
  })

  it('are never two commands’ at once, and survive being written', () => {
    fc.assert(
      fc.property(anyBindings, (bindings) => {
        const read = readBindings(bindingsText(bindings))
        const fine = problemOf(bindings) === null
        expect(findKeyConflicts(boundCommands(bindings)).length > 0 && fine).toBe(false)
        expect(read.ok ? read.value : null).toEqual(fine ? bindings : null)
      }),
    )
  })

  it('give no guarded command a key that is pressed too easily', () => {
    const guarded = commands.filter((command) => command.guarded === true)
    expect(guarded.map((command) => command.id)).toEqual(
      expect.arrayContaining([
        'session.discard',
        'review.acceptEverything',
        'landing.confirm',
        'followUp.send',
      ]),
    )
    fc.assert(
      fc.property(fc.constantFrom(...guarded), anyKey, (command, key) => {
        expect(refusalOf(command, key) !== null || /^Mod\+|F\d/.test(key)).toBe(true)
      }),
    )
  })

  it('leave Enter, Tab and Space to what decides nothing', () => {
    for (const key of ['Enter', 'Tab', 'Space', 'Shift+Enter']) {
      expect(refusalOf(commandOf('review.accept'), key)).toContain('can’t have it')
      expect(refusalOf(commandOf('session.restart'), key)).toContain('can’t have it')
      expect(refusalOf(commandOf('review.nextHunk'), key)).toBeNull()
    }
    expect(refusalOf(commandOf('review.accept'), 'Escape')).toContain('is no key')
    expect(refusalOf(commandOf('review.accept'), 'Mod+c')).toContain('is needed')
  })

  it('are written in one way', () => {
    for (const key of ['a', 'Shift+a', 'Mod+Alt+Shift+F5', '?', '+', 'Mod++', 'ü', 'PageUp'])
      expect([key, isKey(key)]).toEqual([key, true])
    for (const key of [
      '',
      'A',
      'Shift+?',
      'Shift+Mod+a',
      'Ctrl+a',
      'ab',
      'Escape',
      'Mod+',
      ' ',
      '\u202e',
      'Mod+Mod+a',
      'F99',
    ])
      expect([key, isKey(key)]).toEqual([key, false])
  })

  it('say what has a key and what changes', () => {
    expect(holdersOf({}, 'review.accept', 'j')).toEqual(['review.nextUndecided'])
    expect(holdersOf({}, 'review.accept', 'Mod+k')).toEqual(['palette.open'])
    expect(holdersOf({}, 'review.accept', 'Mod+y')).toEqual([])
    expect(bindingChanges({}, { 'review.accept': ['j'], 'review.reject': ['x'] })).toEqual([
      { command: 'review.accept', from: ['a'], to: ['j'] },
    ])
    fc.assert(
      fc.property(anyBindings, anyId, anyKey, (bindings, id: CommandId, key) => {
        fc.pre(problemOf(bindings) === null && refusalOf(commandOf(id), key) === null)
        const given: Bindings = { ...bindings, [id]: [key] }
        expect(holdersOf(bindings, id, key).length > 0).toBe(problemOf(given) !== null)
      }),
    )
  })
})

describe('a file of keys', () => {
  it('that is hostile or broken says why it can’t be used, and nothing of it counts', () => {
    const file = (keys: unknown, version: unknown = 1): string => JSON.stringify({ version, keys })
    const bad: readonly (readonly [string, RegExp])[] = [
      ['', /not JSON/],
      ['{"version":1,"keys":', /not JSON/],
      ['[]', /no version/],
      ['null', /no version/],
      [file({}, 2), /newer Winnow/],
      [file({}, 0), /no valid version/],
      [file({}, '1e999'), /no version/],
      [file([]), /can’t be read/],
      [file({ 'review.accept': 'j' }), /can’t be read/],
      [JSON.stringify({ version: 1, keys: {}, more: 1 }), /can’t be read/],
      [file({ 'no.such': ['j'] }), /no command “no.such”/],
      ['{"version":1,"keys":{"__proto__":["j"]}}', /./],
      [file({ constructor: ['j'] }), /no command/],
      [file({ 'review.accept': ['Enter'] }), /can’t have it/],
      [file({ 'session.discard': ['d'] }), /pressed too easily/],
      [file({ 'review.acceptEverything': ['j'] }), /pressed too easily/],
      [file({ 'review.accept': ['j'] }), /would be the key of/],
      [file({ 'review.accept': ['a', 'a'] }), /twice/],
      [file({ 'review.accept': ['1', '2', '3', '4', '5'].map((key) => `Mod+${key}`) }), /more than 4/],
      [file({ 'review.accept': ['Hyper+q'] }), /is no key/],
    ]
    for (const [text, why] of bad) {
      const read = readBindings(text)
      expect([text, read.ok ? 'read' : read.error]).toEqual([text, expect.stringMatching(why)])
    }
  })

  it('is read or refused whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(readBindings(text).ok).toBeTypeOf('boolean')
      }),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(fc.string())), (keys) => {
        const read = readBindings(JSON.stringify({ version: 1, keys }))
        expect(read.ok ? problemOf(read.value) : null).toBeNull()
      }),
    )
  })
})
