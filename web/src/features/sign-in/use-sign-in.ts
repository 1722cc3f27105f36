import { useState } from 'react'
import { loadAccount, secondFactor, signIn } from '../../api/account'
import { api, callOpen } from '../../api/client'
import type { SignInResult } from '../../api/documents'
import { askPasskey } from '../../api/passkey'
import { asProblem } from '../../api/problem'
import { useT } from '../../ui/language'

/** The second step of a sign-in: what to send along, and what it can be finished with. */
export interface SecondStep {
  challenge: string
  factors: string[]
}

/** The steps of a sign-in and what went wrong with the last one. */
export function useSignIn(first: SecondStep | null, onDone: (result: SignInResult) => void) {
  const [step, setStep] = useState<SecondStep | null>(first)
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const t = useT()
  const run = async (make: () => Promise<SignInResult>) => {
    setBusy(true)
    setFault('')
    try {
      const result = await make()
      if (result.state === 'factor needed') setStep({ challenge: result.challenge ?? '', factors: result.factors })
      else {
        await loadAccount()
        onDone(result)
      }
    } catch (error) {
      // The user closed the browser's dialog: nothing to say.
      if (error instanceof DOMException && error.name === 'NotAllowedError') return
      setFault(asProblem(error).detail)
    } finally {
      setBusy(false)
    }
  }
  return {
    step,
    fault,
    busy,
    unreachable: () => setFault(t('signIn.error.unavailable')),
    startOver: () => {
      setStep(null)
      setFault('')
    },
    password: (login: string, password: string) => run(() => signIn(login, password)),
    code: (code: string, recovery: boolean) => run(() => secondFactor(step?.challenge ?? '', code, recovery)),
    passkey: () =>
      run(async () => {
        const challenge = step?.challenge
        const begun = await callOpen(() => api.POST('/api/v1/sign-in/passkey', { body: { challenge } }))
        const answer = await askPasskey(begun.options)
        return callOpen(() =>
          api.POST('/api/v1/sign-in/passkey/answer', { body: { challenge, ceremony: begun.ceremony, answer } }),
        )
      }),
  }
}
