import { writeFileSync } from 'node:fs'

/** Files and hunks of a task whose agent never rests. */
export interface BusyWork {
  readonly files: number
  readonly hunksInFile: number
}

/** The name of a file of the work; its hunks hold words that stand nowhere else: see `wordPattern`. */
export const busyFile = (file: number): string => `src/part-${String(file).padStart(2, '0')}.txt`

/** The word of one hunk as one turn wrote it: `hunk_FILE_PLACE_TURN`. */
export const wordPattern = /hunk_\d+_\d+_\d+/

/** What the files hold before the agent came. */
export function busyBase({ files, hunksInFile }: BusyWork): Record<string, string> {
  const texts: Record<string, string> = {}
  for (let file = 0; file < files; file += 1) {
    const lines = Array.from({ length: hunksInFile * 9 }, (_, at) => `line ${at + 1} of part ${file}\n`)
    texts[busyFile(file)] = lines.join('')
  }
  return texts
}

/**
 * Writes the agent: in its first turn it changes every place; in each later one, for some seconds, piece by piece, it
 * writes a tenth of the places anew, with words of their own, and talks all the while.
 */
export function writeBusyAgent(script: string, { files, hunksInFile }: BusyWork, seconds: number): void {
  writeFileSync(
    script,
    `
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
const turn = Number(process.env.WINNOW_TURN)
const name = (file) => 'src/part-' + String(file).padStart(2, '0') + '.txt'
const places = []
for (let file = 0; file < ${files}; file += 1)
  for (let place = 0; place < ${hunksInFile}; place += 1)
    if (turn === 1 || (file * 7 + place * 3 + turn) % 10 === 0) places.push({ file, place })
const change = ({ file, place }) => {
  const lines = readFileSync(name(file), 'utf8').split('\\n')
  lines[place * 9 + 4] = 'hunk_' + file + '_' + place + '_' + turn
  writeFileSync(name(file), lines.join('\\n'))
}
const end = performance.now() + (turn === 1 ? 0 : ${seconds * 1000})
if (turn === 1) places.forEach(change)
for (let at = 0; turn > 1 && (at < places.length || performance.now() < end); at += 1) {
  change(places[at % places.length])
  console.log('turn ' + turn + ' wrote place ' + at + ' again')
  await pause(${seconds * 1000} / places.length)
}
`,
  )
}
