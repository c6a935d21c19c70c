/** Kinds of pictures that a prompt may name; each is also the end of its file's name. */
export const pictureKinds = ['png', 'jpeg', 'gif', 'webp'] as const
export type PictureKind = (typeof pictureKinds)[number]

/** What the bytes of a picture say of themselves. */
export interface PictureShape {
  readonly kind: PictureKind
  /** Pixels. */
  readonly width: number
  readonly height: number
}

/**
 * What kind of picture bytes are, by what they begin with, and how large it is drawn; null where they are none of the kinds.
 * No pixel is read: the bytes after the header may be damaged.
 */
export function pictureShape(bytes: Uint8Array): PictureShape | null {
  const found = pngShape(bytes) ?? gifShape(bytes) ?? webpShape(bytes) ?? jpegShape(bytes)
  return found !== null && found.width > 0 && found.height > 0 ? found : null
}

function begins(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1)
    if (bytes[at + index] !== text.charCodeAt(index)) return false
  return true
}

/** An unsigned number of `length` bytes; 0 for what is beyond the end. */
function numberAt(bytes: Uint8Array, at: number, length: number, order: 'big' | 'little'): number {
  let value = 0
  for (let index = 0; index < length; index += 1)
    value = value * 256 + (bytes[at + (order === 'big' ? index : length - 1 - index)] ?? 0)
  return value
}

function pngShape(bytes: Uint8Array): PictureShape | null {
  if (!begins(bytes, 0, '\x89PNG\r\n\x1a\n') || !begins(bytes, 12, 'IHDR')) return null
  return { kind: 'png', width: numberAt(bytes, 16, 4, 'big'), height: numberAt(bytes, 20, 4, 'big') }
}

function gifShape(bytes: Uint8Array): PictureShape | null {
  if (!begins(bytes, 0, 'GIF87a') && !begins(bytes, 0, 'GIF89a')) return null
  return { kind: 'gif', width: numberAt(bytes, 6, 2, 'little'), height: numberAt(bytes, 8, 2, 'little') }
}

function webpShape(bytes: Uint8Array): PictureShape | null {
  if (!begins(bytes, 0, 'RIFF') || !begins(bytes, 8, 'WEBP')) return null
  const kind = 'webp'
  if (begins(bytes, 12, 'VP8X'))
    return {
      kind,
      width: numberAt(bytes, 24, 3, 'little') + 1,
      height: numberAt(bytes, 27, 3, 'little') + 1,
    }
  if (begins(bytes, 12, 'VP8L') && bytes[20] === 0x2f) {
    const packed = numberAt(bytes, 21, 4, 'little')
    return { kind, width: (packed % 0x4000) + 1, height: (Math.floor(packed / 0x4000) % 0x4000) + 1 }
  }
  if (!begins(bytes, 12, 'VP8 ') || numberAt(bytes, 23, 3, 'big') !== 0x9d012a) return null
  return {
    kind,
    width: numberAt(bytes, 26, 2, 'little') % 0x4000,
    height: numberAt(bytes, 28, 2, 'little') % 0x4000,
  }
}

/** Walks the segments of a JPEG to the one with its size. */
function jpegShape(bytes: Uint8Array): PictureShape | null {
  if (!begins(bytes, 0, '\xff\xd8\xff')) return null
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (isFrame(marker))
      return {
        kind: 'jpeg',
        width: numberAt(bytes, at + 7, 2, 'big'),
        height: numberAt(bytes, at + 5, 2, 'big'),
      }
    else at += 2 + Math.max(2, numberAt(bytes, at + 2, 2, 'big'))
  }
  return null
}

/** Start of a frame, of any coding; C4, C8 and CC among them are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}
