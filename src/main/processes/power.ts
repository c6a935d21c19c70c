import type { Disposable } from '#shared/base/disposable.ts'
import type { Emitter } from '#shared/base/emitter.ts'
import type { Settings } from '#shared/domain/settings/settings.ts'
import type { MachinePower } from '../system/machine-power.ts'

/**
 * Keeps the machine awake while a turn runs and the person wants that, and tells the agents when it went on after a sleep:
 * what they had asked for then may never be answered.
 */
export function followPower(
  power: MachinePower,
  parts: {
    readonly scheduler: { readonly changed: Emitter<void>; running(): readonly unknown[] }
    readonly settings: { readonly changed: Emitter<Settings>; get(): Pick<Settings, 'keepAwake'> }
    readonly agents: { resumed(): void }
  },
): Disposable {
  const { scheduler, settings, agents } = parts
  let isKept = false
  const keep = (wanted: boolean): void => {
    if (wanted === isKept) return
    isKept = wanted
    power.keepAwake(wanted)
  }
  const look = (): void => keep(settings.get().keepAwake && scheduler.running().length > 0)
  const listening = [
    scheduler.changed.on(look),
    settings.changed.on(look),
    power.onResume(() => agents.resumed()),
  ]
  look()
  return {
    dispose() {
      for (const one of listening) one.dispose()
      keep(false)
    },
  }
}
