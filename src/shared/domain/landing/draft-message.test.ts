import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { draftMessage, type DraftSource } from './draft-message.ts'

const asked = (prompt: string, more: Partial<DraftSource> = {}): string =>
  draftMessage({ title: prompt.split('\n')[0] ?? '', prompt, commits: [], summary: null, ...more })

const lowWater =
  'Low water in feet reads "0 ft 12 in". Fix how feet and inches are rounded, and add a test for it.'

describe('a draft of what was asked for', () => {
  test('the first line is the subject, whole, and the body goes on from there', () => {
    expect(asked('Fix retry\nso that it waits')).toBe('Fix retry\n\nso that it waits\n')
    expect(asked(' Fix retry \n')).toBe('Fix retry\n')
  })
  test('the first sentence of a long line is the subject, and is not said again', () => {
    const title = 'Low water in feet reads "0 ft 12 in". Fix how feet and inches are…'
    expect(asked(lowWater, { title })).toBe(
      'Low water in feet reads "0 ft 12 in".\n\nFix how feet and inches are rounded, and add a test for it.\n',
    )
  })
  test('a long line of one sentence stays whole', () => {
    const line = `Let the tide table be read ${'and written '.repeat(8)}without a network`
    expect(asked(line)).toBe(`${line}\n`)
    expect(
      asked('See e.g. RFC 5322 on what an address is, and take no other that somebody types in there.'),
    ).toBe('See e.g. RFC 5322 on what an address is, and take no other that somebody types in there.\n')
  })
  test('a name that the person gave is the subject', () => {
    expect(asked('look at the thing', { title: 'Round inches' })).toBe('Round inches\n\nlook at the thing\n')
  })
  test('there is always a subject', () => {
    expect(draftMessage({ title: ' ', prompt: '\n', commits: ['', '\0'], summary: ' ' })).toBe(
      'Land reviewed changes\n',
    )
  })
  test('every word of a prompt is there once, in order, with nothing added', () => {
    const word = fc.constantFrom(
      'Fix',
      'it',
      'e.g.',
      '"Low".',
      'water',
      '水位。',
      '3.5',
      'ft',
      '👩‍💻',
      'Why?',
      'J.',
    )
    const line = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        const prompt = lines.join('\n')
        const written = asked(prompt)
        const squeeze = (text: string): string => text.replaceAll(/\s+/g, '')
        expect(squeeze(written)).toBe(squeeze(prompt))
        expect(written.split('\n')[0]?.length).toBeLessThanOrEqual(200)
        expect(written).not.toContain('…')
      }),
    )
  })
})

describe('a draft of the agent’s own commits', () => {
  test('one commit gives its message', () => {
    expect(asked(lowWater, { commits: ['Carry twelve inches\n\nRounding came last.\n'] })).toBe(
      'Carry twelve inches\n\nRounding came last.\n',
    )
  })
  test('its trailers that speak for somebody go, others stay', () => {
    const message =
      'Carry inches\n\nWhy.\n\nFixes: #12\nSigned-off-by: Ada <ada@x>\nCo-Authored-By: Bot <b@x>\n  of it\nRefs: y\n'
    expect(asked(lowWater, { commits: [message] })).toBe('Carry inches\n\nWhy.\n\nFixes: #12\nRefs: y\n')
    expect(asked(lowWater, { commits: ['A\n\nSigned-off-by: Ada <a@x>'] })).toBe('A\n')
    // Prose that only looks like one is prose.
    expect(asked(lowWater, { commits: ['A\n\nStand-by: on\nis the default now.'] })).toBe(
      'A\n\nStand-by: on\nis the default now.\n',
    )
  })
  test('of commits that were there already they stay', () => {
    const message = 'Carry inches\n\nSigned-off-by: Ada <ada@x>\n'
    expect(draftMessage({ title: 'main..work', prompt: '', commits: [message], summary: null })).toBe(message)
  })
  test('several are named under what was asked for, without those that mend another', () => {
    expect(
      asked('Round inches', {
        commits: ['Add a test', 'Carry inches\n\nbody', 'fixup! Carry inches', 'squash! x'],
      }),
    ).toBe('Round inches\n\n- Add a test\n- Carry inches\n')
    expect(
      draftMessage({
        title: 'main..work',
        prompt: '',
        commits: ['One\n\nWhy', 'Two', 'Three'],
        summary: null,
      }),
    ).toBe('One\n\nWhy\n\n- Two\n- Three\n')
    const many = asked('Round', { commits: Array.from({ length: 100 }, (_, at) => `Step ${at}`) })
    expect(many).toContain('- Step 29\n- and 70 more commits\n')
  })
  test('odd and huge messages give a readable one', () => {
    expect(asked('x', { commits: ['Car\u202ery\u200b \u001b[31minches\u0007\r\n\r\nb'] })).toBe(
      'Carry [31minches\n\nb\n',
    )
    const huge = asked('x', { commits: [`S\n\n${'a line of it\n'.repeat(100_000)}`] })
    expect(huge.length).toBeLessThan(4100)
    expect(huge.endsWith('\na line of it\n[…]\n')).toBe(true)
    expect(asked('x', { commits: ['words '.repeat(100_000)] }).split('\n')[0]?.length).toBeLessThanOrEqual(
      200,
    )
  })
  test('whatever was committed, there is a subject over a body, and nothing unseen', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'binary' }),
        (commit, prompt) => {
          const written = asked(`x${prompt}`, { commits: [`S${commit}`] })
          const [subject = '', second] = written.split('\n')
          expect(subject).toMatch(/^S/)
          expect(second).toBe('')
          expect(written.endsWith('\n')).toBe(true)
          // oxlint-disable-next-line no-control-regex -- these characters are what it is about
          expect(written).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u200b\ufeff]/)
        },
      ),
    )
  })
})

describe('a draft of what the agent said', () => {
  test('is the body under what was asked for, its first paragraph', () => {
    expect(asked('Round inches\nlike this', { summary: 'Two lines carry now.\nTested.\n\nMore.' })).toBe(
      'Round inches\n\nTwo lines carry now.\nTested.\n',
    )
  })
  test('leaves the first line whole', () => {
    expect(asked(lowWater, { summary: 'Two lines carry now.' })).toBe(
      'Low water in feet reads "0 ft 12 in".\n\nFix how feet and inches are rounded, and add a test for it.\n\nTwo lines carry now.\n',
    )
  })
  test('takes nothing of it, where it asks, lists, quotes or only answers', () => {
    for (const summary of [
      'Shall I go on with it?',
      '```\ncode\n```',
      '- one\n- two',
      'What I did here:',
      '',
      'Done.',
    ])
      expect(asked('Round inches', { summary })).toBe('Round inches\n')
  })
})
