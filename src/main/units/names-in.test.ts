import { describe, expect, it } from 'vitest'
import { namesIn } from './names-in.ts'

/** Each name with its lines, "name:1". */
const placesOf = (found: readonly { readonly name: string | null; readonly line: number }[]): string[] =>
  found.map(({ name, line }) => `${name}:${line}`)

async function read(path: string, text: string) {
  const names = await namesIn(path, text)
  if (names === null) throw new Error('no names')
  return {
    defines: names.definitions.map(({ name, line, exported }) => `${exported ? '+' : ''}${name}:${line}`),
    imports: placesOf(names.imports),
    exports: placesOf(names.exports),
    bound: [...new Set(names.bound)].sort(),
    uses: placesOf(names.uses),
    open: names.open,
  }
}

describe('names in TypeScript', () => {
  it('tell definitions, imports and uses apart from what is bound, properties, strings and comments', async () => {
    const text = `import a, { b as c, type d } from './x'
import * as e from 'y'
export class K<T> extends J { run(p: Q): T { return this.retry(p.retry, { retry: 1, s }) } }
// retry
const { t, u: v = w, ...x } = "retry"
type M = { [I in N]: A.B } & \`\${q}\`
export function ff(z = one, { g }: H) { const l = <R>(m: R) => l2(m); label: for (const o of pp) {} }
export { v as vv }
`
    expect(await read('a.ts', text)).toEqual({
      defines: ['+K:3', 't:5', 'v:5', 'x:5', 'M:6', '+ff:7'],
      imports: ['a:1', 'c:1', 'd:1', 'e:2'],
      exports: ['vv:8'],
      bound: ['I', 'R', 'T', 'g', 'l', 'm', 'o', 'p', 'z'],
      uses: [
        ...['J:3', 'Q:3', 'T:3', 'p:3', 's:3', 'w:5', 'N:6', 'A:6', 'q:6', 'one:7', 'H:7', 'R:7'],
        ...['l2:7', 'm:7', 'pp:7', 'v:8'],
      ],
      open: 'no',
    })
  })

  it('hand on what they take from elsewhere, and say when they hand on what they do not name', async () => {
    const handed = await namesIn('a.ts', "export { q as r } from './z'\nexport * as n from './w'\n")
    expect(handed?.imports).toEqual([{ name: null, imported: 'q', from: './z', line: 1 }])
    expect(placesOf(handed?.exports ?? [])).toEqual(['r:1', 'n:2'])
    expect(handed?.open).toBe('no')
    expect((await namesIn('a.ts', "export * from './w'\n"))?.open).toBe('exports')
    expect(
      (await namesIn('a.ts', 'export default function f() {}\nexport const g = f\n'))?.definitions,
    ).toEqual([
      { name: 'f', line: 1, exported: false },
      { name: 'g', line: 2, exported: true },
    ])
  })

  it('know elements of their own from those of a page', async () => {
    const text = 'export const a = <Foo bar={b}><div /><A.B></A.B></Foo>\n'
    expect((await read('a.tsx', text)).uses).toEqual(['Foo:1', 'b:1', 'A:1'])
  })

  it('are not told of scripts, whose names are shared, nor of what does not parse', async () => {
    expect((await namesIn('a.js', 'function f() {}\nf()\n'))?.open).toBe('all')
    expect((await namesIn('a.js', "const x = require('x')\n"))?.open).toBe('no')
    expect(await namesIn('a.ts', 'export const = 1\n')).toBeNull()
    expect(await namesIn('a.txt', 'export const a = 1\n')).toBeNull()
  })
})

it('names in Python', async () => {
  const text = `import a.b as c, d.e
from ..x import y as z, w
A: T1 = 1
p, q = w
if A:
    def f(x, y2=V, *p2, k: T2 = 3) -> R:
        with open() as g: pass
        return obj.retry(retry=x)
class C(B):
    def m(self): return [i for i in f"{self.s} {u}"]
`
  expect(await read('a.py', text)).toEqual({
    defines: ['+A:3', '+p:4', '+q:4', '+f:6', '+C:9'],
    imports: ['c:1', 'd:1', 'z:2', 'w:2'],
    exports: ['z:2', 'w:2'],
    bound: ['g', 'i', 'k', 'm', 'p2', 'self', 'x', 'y2'],
    uses: [
      ...['T1:3', 'w:4', 'A:5', 'V:6', 'T2:6', 'R:6', 'open:7', 'obj:8', 'x:8', 'B:9', 'i:10', 'self:10'],
      'u:10',
    ],
    open: 'no',
  })
  expect((await namesIn('a.py', 'from x import *\n'))?.open).toBe('all')
})

it('names in Go', async () => {
  const text = `package a

import "x"

const (
	X, Y = 1, Z
)

type S struct{ retry int }

func f[T any](a int, b ...T) U {
	c := D{K: v, "s": w}
	for i, j := range c {
		x.Retry(i, j, c.retry)
	}
	return a
}
func (s S) retry() {}
`
  expect(await read('a.go', text)).toEqual({
    defines: ['+X:6', '+Y:6', '+S:9', '+f:11'],
    imports: [],
    exports: [],
    bound: ['K', 'T', 'a', 'b', 'c', 'i', 'j', 's'],
    uses: [
      ...['Z:6', 'int:9', 'any:11', 'int:11', 'T:11', 'U:11', 'D:12', 'v:12', 'w:12', 'c:13', 'x:14', 'i:14'],
      ...['j:14', 'c:14', 'a:15', 'S:17'],
    ].map((place) => place.replace('a:15', 'a:16').replace('S:17', 'S:18')),
    open: 'no',
  })
})

it('names in Rust', async () => {
  const text = `use a::b::{self, c as d, F};
use serde;
use x::y;
pub struct S { retry: A }
fn f<T: U>(p: &T) -> R {
    let Some(q) = y() else { return z };
    match q { E::V(n) => println!("{}", retry), _ => S { retry: d } }
}
mod tests { use super::*; fn t() { f(1).retry() } }
`
  expect(await read('a.rs', text)).toEqual({
    defines: ['+S:4', '+f:5', '+tests:9'],
    imports: ['b:1', 'd:1', 'F:1', 'y:3'],
    exports: [],
    bound: ['T', 'n', 'p', 'q', 'serde', 't'],
    uses: ['A:4', 'U:5', 'T:5', 'R:5', 'Some:6', 'y:6', 'z:6', 'q:7', 'E:7', 'S:7', 'd:7', 'f:9'],
    open: 'no',
  })
  expect((await namesIn('a.rs', 'use x::*;\n'))?.open).toBe('all')
})
