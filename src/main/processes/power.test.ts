import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Emitter } from '#shared/base/emitter.ts'
import type { Settings } from '#shared/domain/settings/settings.ts'
import { followPower } from './power.ts'

type Step = { readonly turns: number } | { readonly wanted: boolean }
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ turns: fc.nat(2) }),
  fc.record({ wanted: fc.boolean() }),
)

test('it is kept awake exactly while a turn runs and the person wants it, told once each time, and let at the end', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let turns = 0
      let wanted = true
      const scheduler = { changed: new Emitter<void>(), running: () => Array.from({ length: turns }) }
      const settings = { changed: new Emitter<Settings>(), get: () => ({ keepAwake: wanted }) }
      const told: boolean[] = []
      const power = {
        keepAwake: (kept: boolean) => void told.push(kept),
        onResume: () => ({ dispose: () => undefined }),
      }
      const following = followPower(power, { scheduler, settings, agents: { resumed: () => undefined } })
      for (const one of steps) {
        if ('turns' in one) {
          ;({ turns } = one)
          scheduler.changed.emit()
        } else {
          ;({ wanted } = one)
          settings.changed.emit({} as Settings)
        }
        expect(told.at(-1) ?? false).toBe(wanted && turns > 0)
      }
      following.dispose()
      expect(told.at(-1) ?? false).toBe(false)
      // Never twice the same.
      expect(told).toEqual(told.map((_, index) => index % 2 === 0))
    }),
  )
})
