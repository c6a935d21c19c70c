/** What a prompt and the places of pictures hold at most. */
export const pictureLimits = {
  /** Bytes of one picture. */
  bytes: 10_000_000,
  /** Pixels of its longer side: some models take no more, and a screen shows less. */
  side: 8000,
  /** Pictures that one prompt names. */
  inPrompt: 20,
  /** Pictures of one session, over all its prompts. */
  inSession: 200,
  /** Pictures in unsent prompts, and their bytes. */
  unsent: 200,
  unsentBytes: 200_000_000,
} as const

/** A picture that a text names by its path. */
export interface NamedPicture {
  /** Absolute, in the data folder where that is now; the text may name it where that was. */
  readonly path: string
  /** What it is called wherever it is kept: a beginning of the SHA-256 of its bytes, and its kind. */
  readonly name: string
  /** The session beside which it is kept; null of an unsent one. */
  readonly session: string | null
  /** Where it stands in the text. */
  readonly start: number
  readonly end: number
}

/** The folders that a data folder is and was: texts from before it was moved name its pictures where they were. */
export type Homes = readonly [now: string, ...former: string[]]

/** The pictures of a data folder that a text names, in order. What merely looks like one may be named too. */
export function namedPictures(text: string, homes: Homes): readonly NamedPicture[] {
  return [...text.matchAll(namesIn(homes))].map((match) => ({
    path: homes[0] + match[0].slice((match[1] ?? '').length),
    session: match[2] ?? null,
    name: match[3] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/** The text with the pictures that it names named where they are now. */
export function placedPictures(text: string, homes: Homes): string {
  let placed = ''
  let at = 0
  for (const { path, start, end } of namedPictures(text, homes)) {
    placed += text.slice(at, start) + path
    at = end
  }
  return placed + text.slice(at)
}

/** Whether a text could name a picture of some data folder: a look that is quick, and right where it says no. */
export function mayNamePictures(text: string): boolean {
  return /pictures[\\/][0-9a-f]{20}\./.test(text)
}

/** The text without the pictures that it names, for where a person reads words: a title, a commit's message. */
export function withoutPictures(text: string, homes: Homes): string {
  const without = text.replaceAll(namesIn(homes), '')
  return without === text ? text : withoutGaps(without)
}

/** A text without one picture, wherever it names it. */
export function withoutPicture(text: string, path: string, homes: Homes): string {
  const named = namedPictures(text, homes).filter((one) => one.path === path)
  const without = named.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text)
  return without === text ? text : withoutGaps(without)
}

/** Spaces at the ends of lines, and double ones, are left where a path stood. */
function withoutGaps(text: string): string {
  return text
    .replaceAll(/(\S) {2,}(?=\S)/g, '$1 ')
    .replaceAll(/ +$/gm, '')
    .replace(/^ +/, '')
}

function namesIn(homes: Homes): RegExp {
  const escaped = homes.map((home) => home.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')
  return new RegExp(
    String.raw`(${escaped})[\\/](?:sessions[\\/]([0-9a-z]{1,64})[\\/])?pictures[\\/]([0-9a-f]{20}\.(?:png|jpeg|gif|webp))(?![0-9A-Za-z])`,
    'g',
  )
}
