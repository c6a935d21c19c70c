import { describe, expect, test } from 'vitest'
import { namedPictures, placedPictures, withoutPicture, withoutPictures } from './named-pictures.ts'

const home = '/home/ada/Library/Application Support/winnow (1)'
const one = `${home}/pictures/0123456789abcdef0123.png`
const other = `${home}/sessions/7fa3c9d801/pictures/0123456789abcdef0124.jpeg`

describe('pictures that a text names', () => {
  test('are found by their whole paths, in order, and nothing else is', () => {
    const text = `Look at ${one}, then ${other}\nand ${one}.`
    expect(namedPictures(text, [home]).map(({ path, session }) => [path, session])).toEqual([
      [one, null],
      [other, '7fa3c9d801'],
      [one, null],
    ])
    for (const { path, start, end } of namedPictures(text, [home])) expect(text.slice(start, end)).toBe(path)
    for (const not of [
      `/elsewhere/pictures/0123456789abcdef0123.png`,
      `${home}/pictures/../private/0123456789abcdef0123.png`,
      `${home}/pictures/0123456789abcdef0123.svg`,
      `${home}/pictures/0123456789abcdef0123.pngx`,
      `${home}/sessions/../pictures/0123456789abcdef0123.png`,
      `${home}/worktrees/a/pictures/0123456789abcdef0123.png`,
    ])
      expect(namedPictures(not, [home])).toEqual([])
    const windows = String.raw`C:\Users\Ada\winnow`
    const there = String.raw`${windows}\pictures\0123456789abcdef0123.webp`
    expect(namedPictures(there, [windows])[0]?.path).toBe(there)
  })

  test('leave the words without gaps when they are taken out', () => {
    expect(withoutPictures(`${one} Make it\n  look ${other} like this ${one}\n`, [home])).toBe(
      'Make it\n  look like this\n',
    )
    expect(withoutPictures('two  spaces  stay \n', [home])).toBe('two  spaces  stay \n')
    expect(withoutPicture(`See ${one} and ${other}`, one, [home])).toBe(`See and ${other}`)
    expect(withoutPicture(one, one, [home])).toBe('')
  })

  test('are found where the data folder was before it was moved, and are where it is now', () => {
    const homes = ['/new place', home, '/older'] as const
    const text = `See ${one} and /older/sessions/7fa3c9d801/pictures/0123456789abcdef0124.jpeg.`
    const now = '/new place/pictures/0123456789abcdef0123.png'
    expect(placedPictures(text, [...homes])).toBe(
      `See ${now} and /new place/sessions/7fa3c9d801/pictures/0123456789abcdef0124.jpeg.`,
    )
    expect(namedPictures(text, [...homes]).map(({ start, end }) => text.slice(start, end))[0]).toBe(one)
    expect(withoutPicture(`See ${one}`, now, [...homes])).toBe('See')
    expect(placedPictures(text, ['/new place'])).toBe(text)
  })
})
