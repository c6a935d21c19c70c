import { describe, expect, it } from 'vitest'
import { draftFields } from '#test/support/draft-fields.ts'
import { read, sourceFiles } from './project.ts'

/** Fields whose text is not kept, and why. */
const notKept: Readonly<Record<string, string>> = {
  'src/renderer/features/composer/base-chip.tsx': 'looks for a name',
  'src/renderer/features/composer/option-chips.tsx': 'a name to choose; it stays with the agent used last',
  'src/renderer/features/context/output-view.tsx': 'looks for words',
  'src/renderer/features/keys/keys-dialog.tsx': 'looks for words',
  'src/renderer/features/palette/palette-dialog.tsx': 'looks for words',
  'src/renderer/features/review/file-list.tsx': 'looks for a name',
  'src/renderer/features/review/find-bar.tsx': 'looks for words',
  'src/renderer/features/settings/key-field.tsx': 'a secret, which is kept by the keychain alone',
  'src/renderer/features/settings/settings-dialog.tsx': 'looks for words',
}

/** Where the fields of all views are made. */
const fieldsOfAll = ['src/renderer/ui/field.tsx', 'src/renderer/ui/completing-input.tsx']

/** Fields of a file: what is ticked or chosen is none. */
function fieldsIn(text: string): number {
  const fields =
    text.match(/<(?:input|textarea|Field|CompletingInput|Command\.Input|Autocomplete\.Input)\b(?!>)[^<]*/g) ??
    []
  const typed = fields.filter((field) => !/type="(?:radio|checkbox)"|^<Field (?:extends|\|)/.test(field))
  return typed.length + (text.match(/readOnly: false/g) ?? []).length
}

describe('every field that a person writes in', () => {
  it('keeps its text as a draft, or is listed with the reason why not', () => {
    const found = sourceFiles()
      .filter((name) => name.startsWith('src/renderer/') && !fieldsOfAll.includes(name))
      .map((name) => [name, fieldsIn(read(name))] as const)
      .filter(([name, count]) => count > 0 && notKept[name] === undefined)
    expect(Object.fromEntries(found)).toEqual(draftFields)
  })

  it('is found by these rules at all', () => {
    expect(
      fieldsIn('<input\n  value={a}\n/> <input type="radio" /> <textarea rows={2} /> <Field label="a" />'),
    ).toBe(3)
  })
})
