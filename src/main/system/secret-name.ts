const secretName =
  /(^|_)(API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|AUTH)S?(_[0-9]+)?$/i

/** Whether the name of an environment variable says of itself that what it holds is secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name)
}
