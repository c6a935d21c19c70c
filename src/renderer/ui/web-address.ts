/** Characters of an address, or of a word that may hold one; what is longer leads nowhere. */
export const mostAddress = 4096

/** The address as it may be opened: http or https, with a host, without a name or password; else null. */
export function webAddress(text: string): string | null {
  if (text.length > mostAddress || !/^https?:\/\/[!#-;=?-[\]_a-z~]+$/i.test(text) || !URL.canParse(text))
    return null
  const url = new URL(text)
  return url.username === '' && url.password === '' && url.hostname !== '' ? text : null
}
