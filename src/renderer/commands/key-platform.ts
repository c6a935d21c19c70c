import type { KeyPlatform } from '#shared/commands/keys.ts'

/** Which names and symbols of keys this machine's people are used to. */
export const keyPlatform: KeyPlatform = /Mac|iPhone|iPad/.test(navigator.platform) ? 'mac' : 'other'
