import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { keysDocument } from '../../scripts/generate-keys.ts'

it('keeps docs/keys.md as the command registry says', async () => {
  const document = await readFile(new URL('../../docs/keys.md', import.meta.url), 'utf8')
  expect(document, 'run `node scripts/generate-keys.ts`').toBe(keysDocument())
})
