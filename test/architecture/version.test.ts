import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { version } from '#main/version.ts'

test('the version in the code is the package’s', () => {
  expect(version).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version)
})
