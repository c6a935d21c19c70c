import { readFile } from 'node:fs/promises'

const slash = '/'.charCodeAt(0)

/**
 * Where something is mounted, in bytes, as the system says it for this process (proc_pid_mountinfo(5)); empty where it says
 * nothing. The number of the device does not tell: a folder that is mounted a second time has the same one.
 */
async function mountPoints(): Promise<readonly Buffer[]> {
  const text = await readFile('/proc/self/mountinfo', 'latin1').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const place = line.split(' ')[4]
    // Spaces, tabs, line feeds and backslashes are three octal digits.
    const plain = place?.replace(/\\([0-7]{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    )
    return plain === undefined ? [] : [Buffer.from(plain, 'latin1')]
  })
}

/** The mounts at or below a folder, which is given by its real path. */
export async function mountsIn(folder: Buffer | string): Promise<readonly Buffer[]> {
  const top = Buffer.from(folder)
  return (await mountPoints()).filter(
    (place) =>
      place.subarray(0, top.length).equals(top) &&
      (place.length === top.length || place[top.length] === slash),
  )
}
