/** Letters of a name at most; a draft's name has room for a hundred with the prefix. */
const longestName = 60

/** A name as it can be typed after a slash: small letters, digits and dashes. */
export function promptName(words: string): string {
  const name = words
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
  return name.slice(0, longestName).replace(/-+$/, '')
}
