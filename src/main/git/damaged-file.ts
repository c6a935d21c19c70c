import { pathForDisplay } from '#shared/base/path-text.ts'
import { indexRemedy } from './index-damage.ts'

/**
 * Why git failed and what mends it, where one of its own files is damaged, in words that follow what it could not do. `place`
 * is the folder that it worked at, where that is known.
 */
export function damagedFile(stderr: string, place = ''): string | null {
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
  if (/index file (?:smaller than expected|corrupt)|unable to map index file/.test(stderr))
    return `because the index${place && ` of ${pathForDisplay(place)}`}, in which git keeps what is staged there, is damaged; there, ${indexRemedy}. Then try again`
  return null
}
