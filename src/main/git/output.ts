import { sizeText } from '#shared/base/quantity-text.ts'
import type { Readable } from 'node:stream'

/** Keeps what a git prints, and ends it once that is more than `most` bytes: what prints without end would fill the memory. */
export function collectOutput(
  process: { readonly stdout: Readable; kill(): void },
  most: number,
): { readonly bytes: () => Buffer; readonly tooMuch: () => boolean } {
  let chunks: Buffer[] = []
  let length = 0
  process.stdout.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= most) {
      chunks.push(chunk)
      return
    }
    chunks = []
    process.kill()
    // A program that it started may hold the pipe and print on.
    process.stdout.destroy()
  })
  return { bytes: () => Buffer.concat(chunks), tooMuch: () => length > most }
}

/** Why a git that printed more than `most` bytes was ended, in words that follow what it could not do. */
export function endlessOutput(most: number): string {
  return `it printed more than ${sizeText(most)} and was ended`
}
