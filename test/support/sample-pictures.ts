import { crc32, deflateSync } from 'node:zlib'

/** A whole PNG of one colour. */
export function samplePng(width: number, height: number, colour: readonly [number, number, number]): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits for each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.of(0), ...Array.from({ length: width }, () => Buffer.from(colour))])
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)])
}

/** Pictures of 5 by 3 pixels that a browser wrote, by how they are coded. */
export const samplePictures: Readonly<Record<'jpeg' | 'gif' | 'lossy' | 'lossless' | 'extended', Buffer>> = {
  jpeg: Buffer.from(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAADAAUDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABAX/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCYAUgv/9k=',
    'base64',
  ),
  gif: Buffer.from('R0lGODlhBQADAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
  lossy: Buffer.from(
    'UklGRjQAAABXRUJQVlA4ICgAAABwAQCdASoFAAMAAsBMJaACdAFAAAD+645eRzvSpVf/KV/7Gv8FeVAA',
    'base64',
  ),
  lossless: Buffer.from('UklGRiQAAABXRUJQVlA4TBgAAAAvBIAAEA8wgDGA8x84FAIIgCKRJqL/AQM=', 'base64'),
  extended: Buffer.from(
    'UklGRkYAAABXRUJQVlA4WAoAAAAAAAAABAAAAgAAVlA4ICgAAABwAQCdASoFAAMAAsBMJaACdAFAAAD+645eRzvSpVf/KV/7Gv8FeVAA',
    'base64',
  ),
}
