import { crc32, deflateSync } from 'node:zlib'

const width = 320
const height = 160

/** Tide of Brackhaven's two largest constituents, in metres, `hours` after the start of the day. */
function tide(hours: number): number {
  const angle = (speed: number, phase: number): number => ((speed * hours - phase) * Math.PI) / 180
  return 3.15 + 1.72 * Math.cos(angle(28.9841042, 20)) + 0.58 * Math.cos(angle(30, 25))
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A small PNG of a day's tide: water below the curve, three colours of a palette. */
export function tideCurvePicture(): Uint8Array {
  const rows: Buffer[] = []
  for (let y = 0; y < height; y += 1) {
    const row = Buffer.alloc(width + 1)
    for (let x = 0; x < width; x += 1) {
      const level = height - 12 - tide((x / width) * 24) * 24
      row[x + 1] = Math.abs(y - level) < 1.5 ? 2 : y > level ? 1 : 0
    }
    rows.push(row)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits for each pixel, by palette.
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from([0xf6, 0xf8, 0xfa, 0xbf, 0xdc, 0xec, 0x1f, 0x6f, 0x9f])),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
