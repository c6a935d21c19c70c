import type { AnyContractProcedure } from '@orpc/contract'
import { expect, it } from 'vitest'
import { contract } from '#shared/contract/index.ts'
import { waits } from './after-recovery.ts'

/** What inputs are looked at for: an act that names its repository in another way would not wait. */
const names = ['session', 'repository', 'tasks', 'parts']

const procedures = Object.entries(contract).flatMap(([noun, verbs]) =>
  Object.entries(verbs as unknown as Record<string, AnyContractProcedure>).map(
    ([verb, procedure]) => [`${noun}.${verb}`, procedure['~orpc'].inputSchema] as const,
  ),
)

it.each(procedures.filter(([name]) => waits(...(name.split('.') as [string, string]))))(
  'finds the repository that %s concerns',
  (_, input) => {
    const { shape } = input as unknown as { readonly shape: Record<string, unknown> }
    expect(names.filter((name) => name in shape)).not.toEqual([])
  },
)

it('lets what reads, and what is of no repository, not wait', () => {
  expect(waits('landing', 'land')).toBe(true)
  expect(waits('session', 'submit')).toBe(true)
  expect(waits('repository', 'forget')).toBe(true)
  for (const name of [
    'session.get',
    'session.timeline',
    'changeset.get',
    'landing.preview',
    'repository.open',
  ])
    expect(waits(...(name.split('.') as [string, string]))).toBe(false)
  for (const verb of Object.keys(contract.workbench)) expect(waits('workbench', verb)).toBe(false)
})
