/** The browser's side of passkeys (WebAuthn level 3): documents of the API in, documents out. */

/** What goes back to the server. */
export type Answer = Record<string, unknown>

/** Whether this browser can use passkeys at all. */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

interface CeremonyOptions {
  publicKey?: unknown
}

const inner = (options: unknown) => (options as CeremonyOptions).publicKey ?? options

async function asJson(credential: Promise<Credential | null>): Promise<Answer> {
  const made = (await credential) as PublicKeyCredential | null
  if (!made) throw new DOMException('no passkey was chosen', 'NotAllowedError')
  return made.toJSON() as unknown as Answer
}

/** Lets the user choose a passkey and proves it. */
export const askPasskey = (options: unknown): Promise<Answer> =>
  asJson(
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(inner(options) as PublicKeyCredentialRequestOptionsJSON),
    }),
  )

/** Makes a passkey on this device. */
export const createPasskey = (options: unknown): Promise<Answer> =>
  asJson(
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(inner(options) as PublicKeyCredentialCreationOptionsJSON),
    }),
  )
