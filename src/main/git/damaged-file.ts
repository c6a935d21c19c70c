import { pathForDisplay } from '#shared/base/path-text.ts'

/** Why git failed and what mends it, where one of its own files is damaged, in words that follow what it could not do. */
export function damagedFile(stderr: string): string | null {
  const [, packed, line = ''] =
    /(?:unexpected|unterminated) line in (.*packed-refs): ?(.*)/.exec(stderr) ?? []
  if (packed !== undefined)
    return `because a line of ${pathForDisplay(packed)} is damaged (“${pathForDisplay(line.slice(0, 80))}”); take it out, or bring the file back from a copy, then try again`
  const [, number, config] = /bad config line (\d+) in file (.*)/.exec(stderr) ?? []
  if (config !== undefined)
    return `because line ${number} of ${pathForDisplay(config.trim())} is damaged; mend or remove it, then try again`
  const [, common] = /failed to read (.*commondir)\b/.exec(stderr) ?? []
  if (common !== undefined)
    return `because ${pathForDisplay(common)} is damaged; write “../..” into it, then try again`
  return null
}
