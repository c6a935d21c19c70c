import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { safeStorage } from 'electron'
import { err, ok } from '#shared/base/result.ts'
import type { Keychain } from '#shared/domain/settings/keychain.ts'

/** Without a keyring Electron would only obscure what it writes, with a key that everyone has. */
function isAvailable(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}

/** A keychain over Electron's `safeStorage`; `file` holds only what that encrypted. Use it after Electron is ready. */
export function createKeychain(file: string): Keychain {
  const read = (): Record<string, string> => {
    try {
      const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> | null
      return Object.fromEntries(
        Object.entries(kept ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    } catch {
      return {}
    }
  }
  return {
    get(name) {
      const kept = read()[name]
      if (kept === undefined || !isAvailable()) return Promise.resolve(null)
      try {
        return Promise.resolve(safeStorage.decryptString(Buffer.from(kept, 'base64')))
      } catch {
        // Encrypted by another user's or machine's keychain.
        return Promise.resolve(null)
      }
    },
    set(name, value) {
      if (value !== null && !isAvailable()) {
        return Promise.resolve(
          err({
            kind: 'keychainMissing',
            message:
              'This system has no keychain that can encrypt the key, so it was not saved. Unlock or install one ' +
              '(GNOME Keyring, KWallet), or set OPENAI_API_KEY in the environment and start Winnow again.',
          }),
        )
      }
      const { [name]: _previous, ...others } = read()
      const keys =
        value === null ? others : { ...others, [name]: safeStorage.encryptString(value).toString('base64') }
      try {
        writeFileSync(`${file}.new`, `${JSON.stringify(keys)}\n`, { mode: 0o600 })
        renameSync(`${file}.new`, file)
        return Promise.resolve(ok(null))
      } catch (error) {
        return Promise.resolve(
          err({
            kind: 'failed',
            message: `The key could not be saved (${String(error)}). Nothing was changed.`,
          }),
        )
      }
    },
  }
}
