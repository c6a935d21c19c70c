import { getEventIteratorSchemaDetails, isContractProcedure, type AnySchema } from '@orpc/contract'
import { describe, expect, it } from 'vitest'
import type { $ZodType, $ZodTypes } from 'zod/v4/core'
import { hostedContract } from './host.ts'
import { repeatableProcedures } from './repeatable.ts'

const procedures = Object.entries(hostedContract).flatMap(([noun, verbs]) =>
  Object.entries(verbs).map(([verb, procedure]) => ({ name: `${noun}.${verb}`, procedure })),
)

type Definition = $ZodTypes['_zod']['def']
const definitionOf = (schema: $ZodType): Definition => (schema as unknown as { def: Definition }).def

/** The places in a schema that let pass what it does not name. */
function gaps(schema: $ZodType | undefined, at: string): readonly string[] {
  if (schema === undefined) return [`${at}: not a schema of the library`]
  const def = definitionOf(schema)
  switch (def.type) {
    case 'object':
      return [
        ...(def.catchall && definitionOf(def.catchall).type === 'never' ? [] : [`${at}: not strict`]),
        ...Object.entries(def.shape).flatMap(([name, part]) => gaps(part, `${at}.${name}`)),
      ]
    case 'array':
      return gaps(def.element, `${at}[]`)
    case 'record':
      return gaps(def.valueType, `${at}{}`)
    case 'union':
      return def.options.flatMap((option, index) => gaps(option, `${at}|${index}`))
    case 'nullable':
    case 'optional':
    case 'readonly':
      return gaps(def.innerType, at)
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
    case 'enum':
    case 'literal':
      return []
    case 'unknown':
      // What an item was stored as that this version does not understand; a person may see it as it is.
      return at.endsWith('.raw') ? [] : [`${at}: anything`]
    default:
      return [`${at}: ${def.type} checks nothing, or changes what it checks`]
  }
}

const zodSchema = (schema: AnySchema | undefined): $ZodType | undefined =>
  schema !== undefined && '_zod' in schema ? (schema as unknown as $ZodType) : undefined

describe('the contract', () => {
  it('checks every answer and every event to the last field', () => {
    expect(procedures.length).toBeGreaterThan(40)
    const found = procedures.flatMap(({ name, procedure }) => {
      if (!isContractProcedure(procedure)) return [`${name}: not a procedure`]
      const { outputSchema } = procedure['~orpc']
      const events = getEventIteratorSchemaDetails(outputSchema)
      return gaps(zodSchema(events ? events.yields : outputSchema), name)
    })
    expect(found).toEqual([])
  })

  it('is what the page knows of the procedures that may be asked again', () => {
    const marked = procedures.filter(({ procedure }) => procedure['~orpc'].meta.repeatable === true)
    expect(marked.map(({ name }) => name)).toEqual([...repeatableProcedures])
  })
})
