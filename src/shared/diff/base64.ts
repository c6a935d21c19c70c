const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const values = new Int16Array(128).fill(-1)
for (let index = 0; index < 64; index += 1) values[alphabet.charCodeAt(index)] = index

/** Bytes as standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const first = bytes[at] ?? 0
    const second = bytes[at + 1]
    const third = bytes[at + 2]
    parts.push(
      (alphabet[first >> 2] ?? '') +
        (alphabet[((first & 3) << 4) | ((second ?? 0) >> 4)] ?? '') +
        (second === undefined ? '=' : (alphabet[((second & 15) << 2) | ((third ?? 0) >> 6)] ?? '')) +
        (third === undefined ? '=' : (alphabet[third & 63] ?? '')),
    )
  }
  return parts.join('')
}

/** The bytes of standard base64. Text that is not base64 is a bug and throws. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new Error('base64 has a length that is not a multiple of four')
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let write = 0
  for (let at = 0; at < text.length; at += 4) {
    let group = 0
    for (let offset = 0; offset < 4; offset += 1) {
      const padded = at + offset >= text.length - padding
      const value = padded ? 0 : (values[text.charCodeAt(at + offset)] ?? -1)
      if (value < 0) throw new Error('base64 has a character that is not of its alphabet')
      group = (group << 6) | value
    }
    for (let shift = 16; shift >= 0 && write < bytes.length; shift -= 8) {
      bytes[write] = (group >> shift) & 255
      write += 1
    }
  }
  return bytes
}
