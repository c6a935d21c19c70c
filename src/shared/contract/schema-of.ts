import type { z } from 'zod'

/** A shape without what does not matter here: whether it may be written to, and which names its parts have. */
type Plain<Shape> = Shape extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : Shape extends object
    ? { readonly [Name in keyof Shape]: Plain<Shape[Name]> }
    : Shape

// Two functions of any type are the same type only if what they are made of is, to the last optional field.
/* oxlint-disable typescript/no-unnecessary-type-parameters -- it stands for any type */
type Same<One, Other> =
  (<T>() => T extends Plain<One> ? 1 : 2) extends <T>() => T extends Plain<Other> ? 1 : 2 ? true : false
/* oxlint-enable typescript/no-unnecessary-type-parameters */

interface NotTheShape<Shape, Given> {
  readonly 'schema and shape differ': readonly [Shape, Given]
}

/**
 * Holds a schema and the type it is the schema of together: `schemaOf<Session>()(z.strictObject({ … }))` does not compile
 * when a field is missing in either, or is optional in one alone, or has another type. What it returns is read as a schema
 * of that type, with its names.
 */
export function schemaOf<Shape>() {
  return <Schema extends z.ZodType<Shape, Shape>>(
    schema: Same<z.output<Schema>, Shape> extends true
      ? Schema
      : NotTheShape<Plain<Shape>, Plain<z.output<Schema>>>,
  ): z.ZodType<Shape, Shape> => schema as Schema
}
