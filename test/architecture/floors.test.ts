import { describe, expect, it } from 'vitest'
import { importSpecifiers, packageOf, resolveSpecifier, startingSpecifiers } from './imports.ts'
import { deferred, floors } from './layers.ts'
import { read, sourceFiles } from './project.ts'

const product = sourceFiles().filter(
  (file) => file.startsWith('src/renderer/') && !/\.test\.tsx?$/.test(file),
)

/** The floor of a file of the renderer and, where a floor has rooms, the room; null outside of all. */
function placeOf(file: string): { readonly floor: number; readonly room: string | null } | null {
  const [, folder = '', room = ''] = /^src\/renderer\/([^/]+)\/(?:([^/]+)\/)?/.exec(file) ?? []
  const floor = floors.findIndex(({ name }) => name === folder)
  return floor === -1 ? null : { floor, room: floors[floor]?.rooms === true ? room : null }
}

/** Why a file may not import another, or null when it may. */
function objection(file: string, target: string): string | null {
  if (!target.startsWith('src/renderer/')) return null
  const from = placeOf(file)
  const to = placeOf(target)
  if (from === null || to === null) return `${file} and ${target} need a floor each`
  if (to.floor > from.floor) return `${file} imports ${target}, which is above it`
  if (to.floor === from.floor && to.room !== from.room) return `${file} imports ${target}, of another feature`
  return null
}

describe('the floors of the renderer', () => {
  it('hold every file and import only what is below', () => {
    const wrong = product.flatMap((file) =>
      importSpecifiers(read(file)).flatMap((specifier) => {
        const target = resolveSpecifier(file, specifier)
        return target === null ? [] : (objection(file, target) ?? [])
      }),
    )
    expect(wrong).toEqual([])
  })

  it('are looked at in every direction', () => {
    const view = 'src/renderer/view/panes.ts'
    const queue = 'src/renderer/features/queue/queue-pane.tsx'
    const landing = 'src/renderer/features/landing/landing-sheet.tsx'
    expect(objection(queue, view)).toBeNull()
    expect(objection(queue, 'src/renderer/features/queue/queue-row.tsx')).toBeNull()
    expect(objection(view, queue)).toMatch(/above/)
    expect(objection(queue, landing)).toMatch(/another feature/)
    expect(objection(queue, 'src/renderer/elsewhere/words.ts')).toMatch(/floor/)
    expect(objection(queue, 'src/shared/base/result.ts')).toBeNull()
  })

  it('keep no replica for the module: a page can come to have several workbenches', () => {
    const kept = product
      .filter((file) => file.startsWith('src/renderer/replicas/'))
      .flatMap((file) =>
        [
          ...read(file).matchAll(/^(?:export )?(?:let |const \w+[^=\n]*= (?:create(?!Context)|new )).*/gm),
        ].map(([line]) => `${file}: ${line}`),
      )
    expect(kept).toEqual([])
  })
})

describe('what a page starts with', () => {
  const start = 'src/renderer/app/main.tsx'
  const reached = new Map<string, string>()
  const wait = [start]
  for (let file = wait.pop(); file !== undefined; file = wait.pop())
    for (const specifier of startingSpecifiers(read(file))) {
      const target = resolveSpecifier(file, specifier) ?? packageOf(specifier)
      if (reached.has(target)) continue
      reached.set(target, file)
      if (/^src\/.*\.tsx?$/.test(target)) wait.push(target)
    }

  it('leaves out what is loaded later, and what only the workbench needs', () => {
    const early = [...reached]
      .filter(([target]) => deferred.some((name) => target === name || target.startsWith(`${name}/`)))
      .map(([target, file]) => `${file} imports ${target}`)
    expect(early).toEqual([])
  })

  it('is found at all', () => {
    expect([...reached.keys()]).toEqual(
      expect.arrayContaining([
        'react',
        'src/renderer/features/queue/queue-row.tsx',
        'src/shared/rpc/client.ts',
      ]),
    )
  })
})
