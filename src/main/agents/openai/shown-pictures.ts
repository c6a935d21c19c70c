import { fileURLToPath } from 'node:url'
import { pictureLimits } from '#shared/domain/picture/named-pictures.ts'
import { pictureShape } from '#shared/domain/picture/picture-kind.ts'
import { withPlainFile } from '../../git/plain-file.ts'
import { partsText, type ModelItem } from './items.ts'

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
  const show = async (part: Part & { readonly image_url: string }): Promise<unknown[]> => {
    const url = part.image_url
    if (!bytes.has(url)) bytes.set(url, await readPicture(url))
    const picture = bytes.get(url)
    const shape = picture ? pictureShape(picture) : null
    if (!picture || !shape || picture.length > left) return []
    left -= picture.length
    return [{ ...part, image_url: `data:image/${shape.kind};base64,${picture.toString('base64')}` }]
  }
  const shown: ModelItem[] = []
  for (const item of input.toReversed()) {
    const member = partsMember(item)
    if (member === null) {
      shown.push(item)
      continue
    }
    const parts: unknown[] = []
    for (const part of item[member] as readonly Part[])
      parts.push(...(isFile(part) ? await show(part) : [part]))
    shown.push({ ...item, [member]: parts })
  }
  return shown.toReversed()
}

/** The same without pictures, for a model that takes none. */
export function hidePictures(input: readonly ModelItem[]): readonly ModelItem[] {
  return input.map((item) => {
    const member = partsMember(item)
    if (member === null) return item
    const parts = (item[member] as readonly Part[]).filter((part) => !isFile(part))
    // A server that knows no pictures need not know that an answer can have parts.
    return { ...item, [member]: member === 'output' ? partsText(parts, 'input_text') : parts }
  })
}

/** Where an item has pictures, or null. */
function partsMember(item: ModelItem): 'content' | 'output' | null {
  for (const member of ['content', 'output'] as const) {
    const parts = item[member]
    if (Array.isArray(parts) && parts.some(isFile)) return member
  }
  return null
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
