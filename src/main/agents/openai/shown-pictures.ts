import { fileURLToPath } from 'node:url'
import { pictureLimits } from '#shared/domain/picture/named-pictures.ts'
import { pictureShape } from '#shared/domain/picture/picture-kind.ts'
import { withPlainFile } from '../../git/plain-file.ts'
import type { ModelItem } from './items.ts'

/** Bytes of pictures in one request: the whole conversation is sent each time. */
const mostBytes = 20_000_000

interface Part {
  readonly type?: unknown
  readonly image_url?: unknown
}

/**
 * A request's input with what is in the pictures that it names by their files, the newest first while there is room; the
 * rest is left to its path, which is in the text. `bytes` remembers what was read: a turn asks many times.
 */
export async function showPictures(
  input: readonly ModelItem[],
  bytes: Map<string, Buffer | null>,
  room: number = mostBytes,
): Promise<readonly ModelItem[]> {
  let left = room
  const shown: ModelItem[] = []
  for (const item of input.toReversed()) {
    if (!Array.isArray(item.content) || !item.content.some(isFile)) {
      shown.push(item)
      continue
    }
    const content: unknown[] = []
    for (const part of item.content as readonly Part[]) {
      const url = isFile(part) ? part.image_url : null
      if (url === null) {
        content.push(part)
        continue
      }
      if (!bytes.has(url)) bytes.set(url, await readPicture(url))
      const picture = bytes.get(url)
      const shape = picture ? pictureShape(picture) : null
      if (picture && shape && picture.length <= left) {
        left -= picture.length
        content.push({
          ...part,
          image_url: `data:image/${shape.kind};base64,${picture.toString('base64')}`,
        })
      }
    }
    shown.push({ ...item, content })
  }
  return shown.toReversed()
}

/** The same without pictures, for a model that takes none. */
export function hidePictures(input: readonly ModelItem[]): readonly ModelItem[] {
  return input.map((item) =>
    Array.isArray(item.content)
      ? { ...item, content: item.content.filter((part: unknown) => !isFile(part)) }
      : item,
  )
}

function isFile(part: unknown): part is Part & { readonly image_url: string } {
  const { type, image_url: url } = (part ?? {}) as Part
  return type === 'input_image' && typeof url === 'string' && url.startsWith('file:')
}

async function readPicture(url: string): Promise<Buffer | null> {
  try {
    return await withPlainFile(
      fileURLToPath(url),
      async (handle, { size }) => {
        if (size > pictureLimits.bytes) return null
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, 0)
        return bytesRead === size ? buffer : null
      },
      { followLinks: false },
    )
  } catch {
    return null
  }
}
