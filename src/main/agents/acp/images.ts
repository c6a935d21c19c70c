import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ContentBlock } from '@agentclientprotocol/sdk'

const types: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
}

/** The pictures of a prompt as the protocol carries them; what can't be read is left to its path in the prompt. */
export async function imagesOf(files: readonly string[]): Promise<ContentBlock[]> {
  const found = await Promise.all(
    files.map(async (file): Promise<ContentBlock | null> => {
      const mimeType = types[path.extname(file).toLowerCase()]
      const bytes = mimeType === undefined ? null : await readFile(file).catch(() => null)
      return mimeType === undefined || bytes === null
        ? null
        : { type: 'image', mimeType, data: bytes.toString('base64') }
    }),
  )
  return found.filter((block) => block !== null)
}
