import { expect, it } from 'vitest'
import { z } from 'zod'
import { schemaOf } from './schema-of.ts'

interface Point {
  readonly x: number
  readonly labels: readonly string[]
  readonly of?: 'line' | 'curve' | undefined
}

const { number, string, array, strictObject } = z
const labels = array(string())
const of = z.enum(['line', 'curve']).optional()

/** Each line that is marked does not compile; without the mark, or with one too many, this file does not. */
it('does not compile when a schema and its type differ', () => {
  const schema = schemaOf<Point>()(strictObject({ x: number(), labels, of }))
  expect(schema.parse({ x: 1, labels: ['a'] })).toEqual({ x: 1, labels: ['a'] })

  // @ts-expect-error -- a field is missing in the schema
  schemaOf<Point>()(strictObject({ labels, of }))
  // @ts-expect-error -- an optional field is missing in the schema
  schemaOf<Point>()(strictObject({ x: number(), labels }))
  // @ts-expect-error -- a field is missing in the type
  schemaOf<Point>()(strictObject({ x: number(), labels, of, y: number() }))
  // @ts-expect-error -- an optional field is missing in the type
  schemaOf<Point>()(strictObject({ x: number(), labels, of, y: number().optional() }))
  // @ts-expect-error -- a field may be absent in the schema alone
  schemaOf<Point>()(strictObject({ x: number().optional(), labels, of }))
  // @ts-expect-error -- a value may be null in the schema alone
  schemaOf<Point>()(strictObject({ x: number().nullable(), labels, of }))
  // @ts-expect-error -- a member of a closed set is missing
  schemaOf<Point>()(strictObject({ x: number(), labels, of: z.enum(['line']).optional() }))
  // @ts-expect-error -- an item of a list has a field too many
  schemaOf<readonly { readonly a: string }[]>()(array(strictObject({ a: string(), b: string() })))
  // @ts-expect-error -- a member of a union is missing
  schemaOf<{ readonly a: string } | { readonly b: string }>()(strictObject({ a: string() }))
})
