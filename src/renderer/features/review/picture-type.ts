/** Pictures by suffix. SVG is shown as a picture only: nothing in it can run. */
const pictureTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  ico: 'image/x-icon',
  svg: 'image/svg+xml',
}

/** The type of a picture by the name of its file; undefined where it is none. */
export function pictureType(path: string): string | undefined {
  return pictureTypes[path.slice(path.lastIndexOf('.') + 1).toLowerCase()]
}
